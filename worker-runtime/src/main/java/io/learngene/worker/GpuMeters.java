package io.learngene.worker;

import io.learngene.runtime.job.JobSettings;
import io.learngene.runtime.observability.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Memory and utilisation of the machine's GPUs, as {@code nvidia-smi} of the driver tells them four times a minute. A worker on a
 * processor, and one whose image lacks the program, show none.
 */
@Singleton
public class GpuMeters implements MeterBinder {

    private static final Logger LOG = Logger.getLogger(GpuMeters.class);
    private static final Duration APART = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** More than any machine has. */
    private static final int MOST_GPUS = 64;

    private static final double MEBIBYTE = 1 << 20;
    private static final double PERCENT = 0.01;
    private static final List<String> COMMAND = List.of(
            "nvidia-smi", "--query-gpu=uuid,memory.used,memory.total,utilization.gpu", "--format=csv,noheader,nounits");

    private final String device;
    private final String pool;

    /**
     * What the driver says of one GPU.
     *
     * @param uuid the GPU, wherever it is looked at from
     * @param usedBytes memory in use, by whoever; NaN if the driver does not tell
     * @param bytes memory; NaN if the driver does not tell
     * @param utilisation share of the time in which it computed, 0 to 1; NaN if the driver does not tell
     */
    record Gpu(String uuid, double usedBytes, double bytes, double utilisation) {

        /** {@return the GPU of a line; empty if the line is no such one} */
        static Stream<Gpu> of(String line) {
            String[] fields = line.strip().split("\\s*,\\s*");
            return fields.length == 4 && fields[0].startsWith("GPU-")
                    ? Stream.of(new Gpu(
                            fields[0],
                            number(fields[1]) * MEBIBYTE,
                            number(fields[2]) * MEBIBYTE,
                            number(fields[3]) * PERCENT))
                    : Stream.empty();
        }

        /** A GPU that is divided (MIG) tells no utilisation: {@code [N/A]}. */
        private static double number(String field) {
            return field.matches("\\d{1,9}") ? Integer.parseInt(field) : Double.NaN;
        }
    }

    @Inject
    GpuMeters(
            @ConfigProperty(name = "foundry.torch.device", defaultValue = "cpu") String device, JobSettings settings) {
        this(device, settings.shift().pool());
    }

    GpuMeters(String device, String pool) {
        this.device = device;
        this.pool = pool;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        if (!device.equals("cpu")) {
            Thread thread = new Thread(() -> follow(registry), "gpus");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void follow(MeterRegistry registry) {
        MultiGauge used = gauge(registry, Meters.GPU_MEMORY_USED, "memory of a GPU in use, by whoever", "bytes");
        MultiGauge memory = gauge(registry, Meters.GPU_MEMORY, "memory of a GPU", "bytes");
        MultiGauge utilisation =
                gauge(registry, Meters.GPU_UTILISATION, "share of the time in which a GPU computed", null);
        try {
            while (true) {
                List<Gpu> gpus = ask();
                show(used, gpus, Gpu::usedBytes);
                show(memory, gpus, Gpu::bytes);
                show(utilisation, gpus, Gpu::utilisation);
                TimeUnit.NANOSECONDS.sleep(APART.toNanos());
            }
        } catch (IOException e) {
            // Without the driver's program there are no numbers, and old ones would be wrong.
            List.of(used, memory, utilisation).forEach(gauge -> gauge.register(List.of(), true));
            LOG.infof("no meters of the GPUs: %s", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    MultiGauge gauge(MeterRegistry registry, String name, String description, String unit) {
        return MultiGauge.builder(name)
                .description(description)
                .baseUnit(unit)
                .tag(Meters.POOL, pool)
                .register(registry);
    }

    static void show(MultiGauge gauge, List<Gpu> gpus, Function<Gpu, Double> value) {
        gauge.register(
                gpus.stream()
                        .filter(gpu -> !Double.isNaN(value.apply(gpu)))
                        .<MultiGauge.Row<?>>map(gpu -> MultiGauge.Row.of(Tags.of("gpu", gpu.uuid()), value.apply(gpu)))
                        .toList(),
                true);
    }

    /** A driver that does not answer is one that tells nothing; it is asked again. */
    private static List<Gpu> ask() throws IOException, InterruptedException {
        Process asked = new ProcessBuilder(COMMAND).redirectErrorStream(true).start();
        asked.getOutputStream().close();
        try {
            if (!asked.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return List.of();
            }
            try (BufferedReader lines = asked.inputReader(StandardCharsets.US_ASCII)) {
                return lines.lines().limit(MOST_GPUS).flatMap(Gpu::of).toList();
            }
        } finally {
            asked.destroyForcibly();
        }
    }
}
