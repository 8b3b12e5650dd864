package io.learngene.e2e.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.engine.model.TimmConfig;
import io.learngene.engine.shape.NetworkSpec;
import io.learngene.engine.shape.ParameterSpec;
import io.learngene.local.client.GatewayClient;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An ancestor of more bytes than a gateway has heap, none of which is anywhere before it is sent. */
final class LargeAncestor {

    private static final VitArchitecture SHAPE = new VitArchitecture(64, 8, 640, 10, 10, 10, null, null, null);
    private static final double[] MEAN = {0.485, 0.456, 0.406};
    private static final double[] DEVIATION = {0.229, 0.224, 0.225};

    private final byte[] header;
    private final long values;

    LargeAncestor() {
        Map<String, Object> tensors = new LinkedHashMap<>();
        long at = 0;
        for (ParameterSpec parameter : NetworkSpec.of(SHAPE).parameters()) {
            long end = at + 4 * parameter.elements();
            tensors.put(
                    parameter.name(),
                    Map.of("dtype", "F32", "shape", parameter.shape(), "data_offsets", List.of(at, end)));
            at = end;
        }
        byte[] json = Json.write(tensors);
        this.header = ByteBuffer.allocate(8 + json.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .array();
        this.values = at;
    }

    /** {@return bytes of its weights} */
    long bytes() {
        return header.length + values;
    }

    /** {@return path of its weights, after it was uploaded} */
    String publish(String gateway) {
        GatewayClient client = new GatewayClient(gateway);
        byte[] config = Json.write(TimmConfig.write(SHAPE, List.of(), MEAN, DEVIATION, 1));
        client.put(
                "/ancestors/large/files/config.json", Path.of("config.json"), () -> new ByteArrayInputStream(config));
        client.put("/ancestors/large/files/model.safetensors", Path.of("model.safetensors"), this::weights);
        client.post("/ancestors/large", "application/json", "{}".getBytes(UTF_8));
        return "/ancestors/large/files/model.safetensors";
    }

    private InputStream weights() {
        return new SequenceInputStream(new ByteArrayInputStream(header), new InputStream() {
            private long left = values;

            @Override
            public int read() {
                return left-- > 0 ? 0 : -1;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                if (left <= 0) {
                    return -1;
                }
                int count = (int) Math.min(left, length);
                java.util.Arrays.fill(bytes, offset, offset + count, (byte) 0);
                left -= count;
                return count;
            }
        });
    }
}
