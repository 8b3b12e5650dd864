package io.learngene.engine.torch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A TorchScript archive: a stored zip of sources and one pickled module without tensors. {@code torch.jit.load} of
 * Python reads it too.
 *
 * @param className the module's class, defined in {@code sources} under the name {@code __torch__}
 * @param attributes initial values of the attributes of the module, see {@link PickleWriter#module}
 * @param sources TorchScript text by Python module name: {@code __torch__}, {@code __torch__.loss}
 */
public record ModuleArchive(String className, Map<String, Object> attributes, Map<String, String> sources) {

    public ModuleArchive {
        attributes = new LinkedHashMap<>(attributes);
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
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setMethod(ZipOutputStream.STORED);
            put(zip, "version", "3\n".getBytes(StandardCharsets.US_ASCII));
            put(zip, "byteorder", "little".getBytes(StandardCharsets.US_ASCII));
            put(zip, "constants.pkl", PickleWriter.emptyTuple());
            put(zip, "data.pkl", PickleWriter.module(className, attributes));
            for (Map.Entry<String, String> source : sources.entrySet()) {
                String path = "code/" + source.getKey().replace('.', '/') + ".py";
                put(zip, path, source.getValue().getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a zip in memory cannot fail", e);
        }
        return bytes.toByteArray();
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
