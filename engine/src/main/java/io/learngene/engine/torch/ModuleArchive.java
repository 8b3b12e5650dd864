package io.learngene.engine.torch;

import io.learngene.engine.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A TorchScript archive: a stored zip of sources, one pickled module and the data of its tensors. {@code torch.jit.load} of Python
 * reads it too.
 *
 * @param module the module
 * @param sources TorchScript text by Python module name: {@code __torch__}, {@code __torch__.loss}
 */
public record ModuleArchive(Instance module, Map<String, String> sources) {

    /**
     * A module: an object of a class.
     *
     * @param className the class with its Python module, defined in the sources: {@code __torch__.training.Training}
     * @param attributes initial values of its attributes: Boolean, Integer, Double, String, int[], List of these,
     *     {@link #noTensors}, F32 {@link Tensor}, or another instance
     */
    public record Instance(String className, Map<String, Object> attributes) {
        public Instance {
            attributes = new LinkedHashMap<>(attributes);
        }
    }

    public ModuleArchive {
        sources = new LinkedHashMap<>(sources);
    }

    /**
     * An attribute value of type {@code List[Tensor]}.
     *
     * @return the empty list
     */
    public static Object noTensors() {
        return PickleWriter.TensorList.EMPTY;
    }

    /** {@return the bytes of the archive; the same archive gives the same bytes} */
    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("a zip in memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    /**
     * @param out where the archive goes; stays open
     * @throws IOException if it cannot be written
     */
    public void write(OutputStream out) throws IOException {
        List<Tensor> tensors = new ArrayList<>();
        byte[] pickle = PickleWriter.module(module, tensors);
        ZipOutputStream zip = new ZipOutputStream(out);
        zip.setMethod(ZipOutputStream.STORED);
        put(zip, "version", "3\n".getBytes(StandardCharsets.US_ASCII));
        put(zip, "byteorder", "little".getBytes(StandardCharsets.US_ASCII));
        put(zip, "constants.pkl", PickleWriter.emptyTuple());
        put(zip, "data.pkl", pickle);
        for (int i = 0; i < tensors.size(); i++) {
            ByteBuffer data = tensors.get(i).data().duplicate();
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            put(zip, "data/" + i, bytes);
        }
        for (Map.Entry<String, String> source : sources.entrySet()) {
            String path = "code/" + source.getKey().replace('.', '/') + ".py";
            put(zip, path, source.getValue().getBytes(StandardCharsets.UTF_8));
        }
        zip.finish();
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry("program/" + name);
        entry.setSize(content.length);
        entry.setCompressedSize(content.length);
        entry.setCrc(crc.getValue());
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
