package io.learngene.gateway.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.Check;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.Sha256;
import io.learngene.contracts.architecture.ModelArchitecture;
import io.learngene.contracts.architecture.TorchScriptArchitecture;
import io.learngene.contracts.artefact.AncestorManifest;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.project.Project;
import io.learngene.engine.model.ForeignCheckpoint;
import io.learngene.engine.model.HuggingFaceConfig;
import io.learngene.engine.model.ModelFolder;
import io.learngene.engine.model.TimmConfig;
import io.learngene.engine.safetensors.RangeReader;
import io.learngene.engine.safetensors.SafetensorsHeader;
import io.learngene.engine.shape.WeightsException;
import io.learngene.gateway.guard.JsonTokens;
import io.learngene.gateway.guard.MemoryBudget;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.gateway.quota.Quotas;
import io.learngene.gateway.submission.Catalogue;
import io.learngene.gateway.submission.Manifests;
import io.learngene.runtime.config.FoundryConfig;
import io.learngene.runtime.store.ArtefactStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Ancestors from outside. Files are laid down first; publication checks that they belong together and then creates the
 * manifest, after which nothing of the ancestor changes any more.
 */
@ApplicationScoped
public class AncestorUploads {

    /** The weights. */
    private static final String WEIGHTS = "model.safetensors";
    /** The shape. */
    private static final String CONFIG = "config.json";

    /** Hugging Face's normalisation. */
    private static final String PREPROCESSOR = "preprocessor_config.json";

    /** Or the whole classifier, as a program of its author. */
    private static final String TORCHSCRIPT = "model.torchscript";

    private static final List<String> FILES = List.of(CONFIG, WEIGHTS, TORCHSCRIPT, PREPROCESSOR, "README.md");
    private static final List<String> SMALL = List.of(CONFIG, PREPROCESSOR, "README.md");

    /** Pickle files, in which PyTorch saves by default. */
    private static final Pattern PICKLE = Pattern.compile(".*\\.(bin|pt|pth|ckpt|pkl)");

    /** Most bytes of a JSON file or a README: that of ImageNet-21K, with every class by name and by number, has 1.5 MB. */
    private static final int MOST_SMALL = 2 << 20;

    /** And most names and values in it. */
    private static final int MOST_TOKENS = 120_000;

    /** Heap that a byte of weights' header takes while it is read, see {@link SafetensorsHeader#MAX_LENGTH}. */
    private static final int HEAP_PER_HEADER_BYTE = 12;

    private final Spool spool;
    private final ArtefactStore store;
    private final Manifests manifests;
    private final Catalogue catalogue;
    private final Quotas quotas;
    private final InstantSource clock;
    private final boolean torchScript;

    AncestorUploads(
            Spool spool,
            ArtefactStore store,
            Manifests manifests,
            Catalogue catalogue,
            FoundryConfig config,
            Quotas quotas,
            InstantSource clock) {
        this.quotas = quotas;
        this.manifests = manifests;
        this.clock = clock;
        this.spool = spool;
        this.store = store;
        this.catalogue = catalogue;
        this.torchScript = config.ancestor().torchscript();
    }

    /**
     * An ancestor's file in the store.
     *
     * @param name file name
     * @param size bytes
     * @param sha256 checksum
     */
    public record Stored(String name, long size, String sha256) {}

    /**
     * A file after its upload.
     *
     * @param file the file
     * @param created whether this content is new
     */
    public record Received(Stored file, boolean created) {}

    /**
     * @param id ancestor
     * @param file one of {@code config.json}, {@code model.safetensors}, {@code model.torchscript}, {@code
     *     preprocessor_config.json}, {@code README.md}
     * @param body content
     * @param declared its declared length; -1 if unknown
     * @return what was stored
     */
    public Received put(String id, String file, InputStream body, long declared) {
        Project.checkId("ancestor", id);
        Check.that(
                !PICKLE.matcher(file).matches(),
                "file",
                file,
                "a pickle file runs whatever code its author put in; save the weights as " + WEIGHTS
                        + ", or a scripted or traced model as " + TORCHSCRIPT
                        + " where the operator has switched such files on");
        Check.that(FILES.contains(file), "file", file, "an ancestor has the files " + FILES);
        Check.that(torchScript || !file.equals(TORCHSCRIPT), "file", file, FoundryConfig.Ancestor.TORCHSCRIPT_IS_OFF);
        Project project = Project.of(id);
        quotas.admitBytes(project, declared);
        try (Spool.Upload upload = spool.take(body, declared, SMALL.contains(file) ? MOST_SMALL : Long.MAX_VALUE)) {
            Optional<Stored> before = stored(id, file);
            if (before.isPresent() && before.get().sha256().equals(upload.sha256())) {
                return new Received(before.get(), false);
            }
            requireUnpublished(id, file);
            check(file, upload);
            quotas.admitBytes(project, upload.size());
            Stored stored = store(id, file, upload);
            quotas.stored(project, upload.size());
            // A publication in between has not taken this content.
            requireUnpublished(id, file);
            return new Received(stored, true);
        }
    }

    private void requireUnpublished(String id, String file) {
        if (catalogue.findAncestor(id).isPresent()) {
            throw ProblemException.conflict(
                    "ancestor " + id + " is published with another " + file + " and does not change; use another id");
        }
    }

    private void check(String file, Spool.Upload upload) {
        if (file.equals(WEIGHTS)) {
            header(upload);
        } else if (file.equals(TORCHSCRIPT)) {
            try (MemoryBudget.Share names = spool.heap(TorchScriptArchive.heap(upload.file()))) {
                TorchScriptArchive.check(file, upload.file());
            }
        }
    }

    private Stored store(String id, String file, Spool.Upload upload) {
        spool.send(store, file, StoreKeys.content(prefix(id), upload.sha256(), file), upload.file());
        Stored stored = new Stored(file, upload.size(), upload.sha256());
        // Written last: a file without it was not received whole.
        store.put(file, refKey(id, file), Json.write(stored));
        return stored;
    }

    /**
     * @param id ancestor whose files were uploaded
     * @return its manifest
     */
    public AncestorManifest publish(String id) {
        Project.checkId("ancestor", id);
        Optional<AncestorManifest> published = catalogue.findAncestor(id);
        if (published.isPresent()) {
            return published.get();
        }
        AncestorManifest manifest = stored(id, TORCHSCRIPT).isPresent() ? scripted(id) : network(id);
        boolean created = store.create(StoreKeys.ancestorManifest(id), Json.write(manifest));
        requireUploaded(id);
        AncestorManifest valid = created ? manifest : catalogue.ancestor(id);
        if (!valid.weights().equals(manifest.weights()) || !valid.config().equals(manifest.config())) {
            throw ProblemException.conflict(
                    "ancestor " + id + " was published with other files at the same time; use another id");
        }
        return valid;
    }

    /** What lay unpublished for long may be removed at this moment, and what says that it was uploaded goes first. */
    private void requireUploaded(String id) {
        if (stored(id, CONFIG).isEmpty()) {
            store.delete(StoreKeys.ancestorManifest(id));
            throw ProblemException.conflict("ancestor " + id
                    + " was not published: its files had lain unpublished for so long that they were removed at the same"
                    + " time (foundry.gateway.clean-grace); upload them again");
        }
    }

    /** Nothing of it is believed here but its own config.json; the worker that loads it compares. */
    private AncestorManifest scripted(String id) {
        if (stored(id, WEIGHTS).isPresent()) {
            throw ProblemException.unusable(
                    TORCHSCRIPT, WEIGHTS + " was uploaded too; take another id and upload the one that is meant");
        }
        Check.that(torchScript, "file", TORCHSCRIPT, FoundryConfig.Ancestor.TORCHSCRIPT_IS_OFF);
        ArtefactRef config = uploaded(id, CONFIG);
        JsonNode document = document(config);
        ModelArchitecture architecture = architecture(document, false);
        if (!(architecture instanceof TorchScriptArchitecture)) {
            throw ProblemException.unusable(
                    CONFIG,
                    "architecture: '" + document.path("architecture").asText() + "'; beside " + TORCHSCRIPT
                            + " it has to be '" + TimmConfig.TORCHSCRIPT + "'");
        }
        return manifest(id, architecture, uploaded(id, TORCHSCRIPT), config, TimmConfig.labelNames(document));
    }

    private AncestorManifest network(String id) {
        ArtefactRef config = uploaded(id, CONFIG);
        JsonNode document = document(config);
        boolean huggingFace = HuggingFaceConfig.isOne(document);
        ModelArchitecture architecture = architecture(document, huggingFace);
        // A config.json of a TorchScript file says what is missing.
        ArtefactRef weights = uploaded(id, architecture instanceof TorchScriptArchitecture ? TORCHSCRIPT : WEIGHTS);
        List<String> labels = huggingFace ? HuggingFaceConfig.labelNames(document) : TimmConfig.labelNames(document);
        double[] normalisation = normalisation(id, document, huggingFace);
        ForeignCheckpoint checkpoint = checkpoint(architecture, weights, huggingFace, normalisation);
        if (checkpoint.foreign()) {
            weights = rewritten(id, checkpoint, weights);
            config = rewritten(
                    id,
                    ModelFolder.config(architecture, labels, cropPct(id, document, huggingFace))
                            .getBytes(StandardCharsets.UTF_8));
        }
        return manifest(id, architecture, weights, config, labels);
    }

    private AncestorManifest manifest(
            String id, ModelArchitecture architecture, ArtefactRef weights, ArtefactRef config, List<String> labels) {
        return new AncestorManifest(
                id, architecture, weights, config, labels.isEmpty() ? null : labels, null, clock.instant());
    }

    private double[] normalisation(String id, JsonNode config, boolean huggingFace) {
        JsonNode preprocessor = huggingFace ? preprocessor(id) : null;
        try {
            return huggingFace
                    ? HuggingFaceConfig.normalisation(config, preprocessor)
                    : TimmConfig.normalisation(config);
        } catch (InvalidFieldException e) {
            throw e.under(huggingFace ? PREPROCESSOR : CONFIG);
        }
    }

    private double cropPct(String id, JsonNode config, boolean huggingFace) {
        if (huggingFace) {
            return HuggingFaceConfig.cropPct(preprocessor(id));
        }
        Double own = TimmConfig.cropPct(config);
        return own == null ? 1 : own;
    }

    private JsonNode preprocessor(String id) {
        return stored(id, PREPROCESSOR).isPresent() ? document(uploaded(id, PREPROCESSOR)) : null;
    }

    private ArtefactRef rewritten(String id, byte[] config) {
        return store.put(CONFIG, StoreKeys.content(prefix(id), Sha256.of(config), CONFIG), config);
    }

    private ArtefactRef rewritten(String id, ForeignCheckpoint checkpoint, ArtefactRef weights) {
        RangeReader reader = (offset, length) -> store.open(weights.key(), offset, length);
        MessageDigest digest = Sha256.digest();
        try (Spool.Space space = spool.temporary()) {
            try (OutputStream out = new BufferedOutputStream(new DigestOutputStream(space.open(), digest), 1 << 20)) {
                checkpoint.write(reader, out);
            }
            String sha256 = Sha256.hex(digest);
            return spool.send(store, WEIGHTS, StoreKeys.content(prefix(id), sha256, WEIGHTS), space.file());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot rewrite " + weights.key(), e);
        }
    }

    private Optional<Stored> stored(String id, String file) {
        return manifests.read(refKey(id, file), Stored.class).filter(stored -> store.stat(
                        StoreKeys.content(prefix(id), stored.sha256(), file))
                .isPresent());
    }

    private ArtefactRef uploaded(String id, String file) {
        Stored stored = stored(id, file)
                .orElseThrow(() -> ProblemException.unusable(
                        file, "it was not uploaded; send it with PUT /ancestors/" + id + "/files/" + file));
        return new ArtefactRef(
                file, StoreKeys.content(prefix(id), stored.sha256(), file), stored.size(), stored.sha256());
    }

    private JsonNode document(ArtefactRef ref) {
        try (InputStream in = store.open(ref.key(), 0, ref.size());
                MemoryBudget.Share share = spool.heap(2 * ref.size())) {
            return tree(ref.name(), in.readNBytes(MOST_SMALL), share);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + ref.key(), e);
        }
    }

    /** Of bytes that are in memory already, whatever fails is their fault: also an encoding, which is no fault of the JSON's. */
    private static JsonNode tree(String name, byte[] bytes, MemoryBudget.Share share) {
        try {
            share.take(JsonTokens.heap(Json.mapper().createParser(bytes), MOST_TOKENS, name));
            return Json.mapper().readTree(bytes);
        } catch (IOException e) {
            throw Json.explain(e).under(name);
        }
    }

    private static ModelArchitecture architecture(JsonNode config, boolean huggingFace) {
        try {
            return huggingFace ? HuggingFaceConfig.read(config) : TimmConfig.read(config);
        } catch (InvalidFieldException e) {
            throw e.under(CONFIG);
        }
    }

    private ForeignCheckpoint checkpoint(
            ModelArchitecture architecture, ArtefactRef weights, boolean huggingFace, double[] normalisation) {
        RangeReader reader = (offset, length) -> store.open(weights.key(), offset, length);
        try (MemoryBudget.Share share = spool.heap(headerHeap(reader, weights.size()))) {
            SafetensorsHeader header = SafetensorsHeader.read(reader, weights.size());
            return ForeignCheckpoint.of(header, architecture, huggingFace, normalisation);
        } catch (WeightsException e) {
            throw ProblemException.unusable(WEIGHTS, "it does not fit config.json: " + e.getMessage());
        } catch (InvalidFieldException e) {
            throw ProblemException.unusable(e.field(), e.value() + "; " + e.remedy());
        } catch (IllegalArgumentException e) {
            throw ProblemException.unusable(CONFIG, e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + weights.key(), e);
        }
    }

    /** Refuses weights whose header does not add up. */
    private void header(Spool.Upload upload) {
        RangeReader reader = (offset, length) -> {
            InputStream in = Files.newInputStream(upload.file());
            in.skipNBytes(offset);
            return in;
        };
        try (MemoryBudget.Share share = spool.heap(headerHeap(reader, upload.size()))) {
            SafetensorsHeader.read(reader, upload.size());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the upload", e);
        }
    }

    private static long headerHeap(RangeReader file, long length) throws IOException {
        try (InputStream in = file.open(0, Math.min(8, length))) {
            return (long) HEAP_PER_HEADER_BYTE * SafetensorsHeader.length(in.readNBytes(8), length);
        }
    }

    private static String prefix(String id) {
        return StoreKeys.ancestor(id);
    }

    private static String refKey(String id, String file) {
        return prefix(id) + "uploads/" + file + ".json";
    }
}
