package io.learngene.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.runtime.observability.Meters;
import io.learngene.worker.GpuMeters.Gpu;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GpuMetersTest {

    /** An idle H200's, driver 580.159.04. */
    private static final String UUID = "GPU-8796159d-5a2e-6260-2589-dc5cc352d9fd";

    @Test
    void memoryIsInBytesAndUtilisationAShare() {
        // When
        List<Gpu> gpus = Gpu.of(UUID + ", 1024, 143771, 45\n").toList();

        // Then
        assertThat(gpus).containsExactly(new Gpu(UUID, 1024.0 * 1024 * 1024, 143771.0 * 1024 * 1024, 0.45));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.",
                "No devices were found",
                "GPU-1, 2, 3",
                "Unable to determine the device handle for GPU0: 0000:01:00.0: Unknown Error"
            })
    void whatIsNoGpuIsNone(String line) {
        // When / Then
        assertThat(Gpu.of(line)).isEmpty();
    }

    @Test
    void whatTheDriverDoesNotTellIsAbsent() {
        // Given
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        MultiGauge gauge = new GpuMeters("cuda:0", "a100").gauge(registry, Meters.GPU_UTILISATION, "", null);
        List<Gpu> gpus = Stream.of(UUID + ", 10, 20, [N/A]", "GPU-2, 10, 20, 100")
                .flatMap(Gpu::of)
                .toList();

        // When
        GpuMeters.show(gauge, gpus, Gpu::utilisation);

        // Then
        assertThat(registry.get(Meters.GPU_UTILISATION).gauges())
                .singleElement()
                .satisfies(shown -> {
                    assertThat(shown.getId().getTag("gpu")).isEqualTo("GPU-2");
                    assertThat(shown.getId().getTag("pool")).isEqualTo("a100");
                    assertThat(shown.value()).isEqualTo(1.0);
                });
    }
}
