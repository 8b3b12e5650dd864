package io.learngene.engine.model;

import io.learngene.contracts.Check;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.ModernVitArchitecture;
import io.learngene.contracts.architecture.ResNetArchitecture;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.engine.data.images.Normalisation;
import io.learngene.engine.safetensors.RangeReader;
import io.learngene.engine.safetensors.SafetensorsHeader;
import io.learngene.engine.safetensors.SafetensorsWriter;
import io.learngene.engine.safetensors.SafetensorsWriter.Form;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.ParameterSpec;
import io.learngene.engine.shape.StrictLoading;
import io.learngene.engine.tensor.DType;
import io.learngene.engine.tensor.Tensor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Weights from outside, in timm's or Hugging Face's names, for images that were normalised in any way. They are written anew in
 * timm's names for the normalisation that is used here: Hugging Face's query, key and value become one tensor, and the other
 * normalisation becomes part of the patch embedding, which has no padding, so that the logits stay the same.
 */
public final class ForeignCheckpoint {

    private static final int CHUNK = 1 << 20;
    private static final String PATCH_WEIGHT = "patch_embed.proj.weight";
    private static final String PATCH_BIAS = "patch_embed.proj.bias";
    private static final String POSITIONS = "pos_embed";

    private final SafetensorsHeader header;
    private final NetworkSpec spec;
    /** For each tensor of the network what it is made of, joined along the first axis. */
    private final Map<String, List<String>> sources;

    private final double[] normalisation;
    private final boolean huggingFace;
    private final boolean renamed;
    /** Counters of batches that it lacks: files from before PyTorch 0.4.1 do, and PyTorch begins them at zero. */
    private final Set<String> counters;

    private ForeignCheckpoint(
            SafetensorsHeader header,
            NetworkSpec spec,
            Map<String, List<String>> sources,
            double[] normalisation,
            boolean huggingFace) {
        this.header = header;
        this.spec = spec;
        this.sources = sources;
        this.normalisation = normalisation;
        this.huggingFace = huggingFace;
        this.renamed = huggingFace
                || sources.entrySet().stream()
                        .anyMatch(each -> !List.of(each.getKey()).equals(each.getValue()));
        this.counters = spec.parameters().stream()
                .filter(parameter -> parameter.kind() == ParameterSpec.Kind.BATCHES)
                .map(ParameterSpec::name)
                .filter(name -> !header.entries().containsKey(name))
                .collect(Collectors.toSet());
    }

    /**
     * @param header header of the file
     * @param architecture what it has to fit
     * @param huggingFace whether its names are Hugging Face's
     * @param normalisation means and standard deviations of red, green and blue, six numbers; null for those used here
     * @return the checkpoint
     * @throws io.learngene.engine.shape.WeightsException if the tensors do not fit
     * @throws io.learngene.contracts.InvalidFieldException if only those of the head are missing
     * @throws IllegalArgumentException if a residual network has another normalisation
     */
    public static ForeignCheckpoint of(
            SafetensorsHeader header, ModelArchitecture architecture, boolean huggingFace, double[] normalisation) {
        NetworkSpec spec = NetworkSpec.of(architecture);
        Function<String, List<String>> names = names(header.entries().keySet(), architecture, huggingFace);
        Map<String, List<String>> sources = new LinkedHashMap<>();
        spec.parameters().forEach(parameter -> sources.put(parameter.name(), names.apply(parameter.name())));
        ForeignCheckpoint checkpoint = new ForeignCheckpoint(header, spec, sources, normalisation, huggingFace);
        checkpoint.check();
        if (checkpoint.otherNormalisation() && architecture instanceof ResNetArchitecture) {
            throw new IllegalArgumentException("mean and std of a residual network have to be "
                    + Arrays.toString(Normalisation.mean()) + " and " + Arrays.toString(Normalisation.deviation())
                    + "; its padding does not allow others");
        }
        return checkpoint;
    }

    private static Function<String, List<String>> names(
            Set<String> names, ModelArchitecture architecture, boolean huggingFace) {
        if (architecture instanceof ModernVitArchitecture) {
            return ModernVitNames.among(names, huggingFace)::of;
        }
        if (!huggingFace) {
            return List::of;
        }
        String prefix = names.stream()
                .filter(name -> name.endsWith("embeddings.cls_token"))
                .map(name -> name.substring(0, name.length() - "embeddings.cls_token".length()))
                .findFirst()
                .orElse("");
        HuggingFaceNames style = HuggingFaceNames.among(prefix, names);
        return name -> style.of(name, prefix, (VitArchitecture) architecture);
    }

    /** {@return whether it has to be written anew} */
    public boolean foreign() {
        return renamed || otherNormalisation() || !counters.isEmpty();
    }

    /**
     * @param file the file
     * @param out where the new file goes; stays open
     * @throws IOException if reading or writing fails
     */
    public void write(RangeReader file, OutputStream out) throws IOException {
        Map<String, Tensor> made = new HashMap<>(otherNormalisation() ? folded(file) : Map.of());
        counters.forEach(name -> made.put(name, Tensor.ofLongs(List.of(), new long[] {0})));
        Map<String, Form> forms = new LinkedHashMap<>();
        for (String name : sources.keySet()) {
            Tensor tensor = made.get(name);
            forms.put(name, tensor == null ? form(name) : new Form(name, tensor.type(), tensor.shape()));
        }
        forms = SafetensorsWriter.aligned(forms, Form::type);
        out.write(SafetensorsWriter.header(List.copyOf(forms.values()), Map.of("format", "pt")));
        for (String name : forms.keySet()) {
            Tensor tensor = made.get(name);
            if (tensor != null) {
                byte[] bytes = new byte[tensor.data().limit()];
                tensor.data().duplicate().get(bytes);
                out.write(bytes);
                continue;
            }
            for (String source : sources.get(name)) {
                copy(file, header.entries().get(source), out);
            }
        }
    }

    private void check() {
        Set<String> left = new HashSet<>(header.entries().keySet());
        // What Hugging Face's models carry beside the classifier.
        left.removeIf(name -> huggingFace && ModernVitNames.unused(name));
        Set<String> names = new HashSet<>(counters);
        for (Map.Entry<String, List<String>> entry : sources.entrySet()) {
            if (header.entries().keySet().containsAll(entry.getValue())) {
                names.add(entry.getKey());
                entry.getValue().forEach(left::remove);
            }
        }
        List<String> missing =
                sources.keySet().stream().filter(name -> !names.contains(name)).toList();
        Check.that(
                missing.isEmpty() || !missing.stream().allMatch(name -> name.startsWith("head.")),
                ModelFolder.WEIGHTS,
                "without " + String.join(", ", missing),
                HuggingFaceConfig.HEADLESS);
        // What is left over must not pass for the tensor that this network would make of others.
        left.forEach(name -> names.add(sources.containsKey(name) ? name + " (a name of timm's)" : name));
        StrictLoading.check(spec.parameters(), names, name -> {
            Form form = form(name);
            return new StrictLoading.Form(form.type(), form.shape());
        });
    }

    private Form form(String name) {
        if (counters.contains(name)) {
            return new Form(name, DType.I64, List.of());
        }
        List<SafetensorsHeader.Entry> parts = sources.getOrDefault(name, List.of(name)).stream()
                .map(source -> header.entries().get(source))
                .toList();
        SafetensorsHeader.Entry first = parts.get(0);
        if (parts.size() == 1) {
            return new Form(name, first.type(), shape(name, first.shape()));
        }
        boolean alike = parts.stream()
                .allMatch(p -> p.type() == first.type()
                        && p.shape().equals(first.shape())
                        && !p.shape().isEmpty());
        List<Long> shape = new ArrayList<>(first.shape());
        shape.set(0, alike ? Math.multiplyExact(parts.size(), shape.get(0)) : -1L);
        return new Form(name, first.type(), shape);
    }

    /** CLIP's tokens and positions have no axis of images. */
    private List<Long> shape(String name, List<Long> given) {
        if (!huggingFace || !name.equals("cls_token") && !name.equals(POSITIONS)) {
            return given;
        }
        List<Long> wanted = shapeOf(name);
        return squeezed(wanted).equals(squeezed(given)) ? wanted : given;
    }

    private List<Long> shapeOf(String name) {
        return spec.parameters().stream()
                .filter(parameter -> parameter.name().equals(name))
                .findFirst()
                .orElseThrow()
                .shape();
    }

    private static List<Long> squeezed(List<Long> shape) {
        return shape.stream().filter(size -> size != 1).toList();
    }

    private boolean otherNormalisation() {
        if (normalisation == null) {
            return false;
        }
        double[] mean = Normalisation.mean();
        double[] deviation = Normalisation.deviation();
        for (int c = 0; c < 3; c++) {
            if (Math.abs(normalisation[c] - mean[c]) > 1e-6 || Math.abs(normalisation[3 + c] - deviation[c]) > 1e-6) {
                return true;
            }
        }
        return false;
    }

    /**
     * With x the input as it is normalised here, theirs is {@code x s1 / s2 + (m1 - m2) / s2}. What that shifts the patches by is their
     * bias's, or where the embedding has none, a part of their positions.
     */
    private Map<String, Tensor> folded(RangeReader file) throws IOException {
        Tensor weight = read(file, PATCH_WEIGHT);
        float[] w = weight.toFloats();
        int dim = Math.toIntExact(weight.shape().get(0));
        double[] shift = new double[dim];
        double[] mean = Normalisation.mean();
        double[] deviation = Normalisation.deviation();
        int area = w.length / dim / 3;
        for (int out = 0; out < dim; out++) {
            for (int c = 0; c < 3; c++) {
                double offset = (mean[c] - normalisation[c]) / normalisation[3 + c];
                double factor = deviation[c] / normalisation[3 + c];
                for (int i = 0; i < area; i++) {
                    int at = (out * 3 + c) * area + i;
                    shift[out] += w[at] * offset;
                    w[at] = (float) (w[at] * factor);
                }
            }
        }
        boolean biased = sources.containsKey(PATCH_BIAS);
        String shifted = biased ? PATCH_BIAS : POSITIONS;
        int first = biased
                ? 0
                : ((ModernVitArchitecture) spec.architecture()).tokens().placed() * dim;
        float[] b = read(file, shifted).toFloats();
        for (int at = first; at < b.length; at++) {
            b[at] = (float) (b[at] + shift[at % dim]);
        }
        return Map.of(PATCH_WEIGHT, Tensor.ofFloats(weight.shape(), w), shifted, Tensor.ofFloats(shapeOf(shifted), b));
    }

    private Tensor read(RangeReader file, String name) throws IOException {
        SafetensorsHeader.Entry entry = header.entries().get(sources.get(name).get(0));
        try (InputStream in = file.open(entry.begin(), entry.length())) {
            byte[] bytes = in.readNBytes(Math.toIntExact(entry.length()));
            if (bytes.length < entry.length()) {
                throw new EOFException("the file broke off inside " + entry.name());
            }
            return new Tensor(entry.type(), entry.shape(), ByteBuffer.wrap(bytes));
        }
    }

    private static void copy(RangeReader file, SafetensorsHeader.Entry entry, OutputStream out) throws IOException {
        byte[] chunk = new byte[CHUNK];
        long left = entry.length();
        if (left == 0) {
            return;
        }
        try (InputStream in = file.open(entry.begin(), left)) {
            while (left > 0) {
                int count = in.read(chunk, 0, (int) Math.min(chunk.length, left));
                if (count < 0) {
                    throw new EOFException("the file broke off inside " + entry.name());
                }
                out.write(chunk, 0, count);
                left -= count;
            }
        }
    }
}
