package io.learngene.runtime.observability;

import io.learngene.runtime.messaging.Messages;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What every service shows of itself beside its work. */
@Singleton
public class ServiceMeters implements MeterBinder {

    private static final Path STATUS = Path.of("/proc/self/status");

    private final Messages messages;

    ServiceMeters(Messages messages) {
        this.messages = messages;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        FunctionCounter.builder(Meters.MESSAGES_LEFT_OUT, messages, Messages::leftOut)
                .description("training points, signs of life and warnings that were not sent")
                .register(registry);
        if (Files.exists(STATUS)) {
            Gauge.builder(Meters.PROCESS_RESIDENT, ServiceMeters::resident)
                    .description("memory of the process, Java's and PyTorch's together")
                    .baseUnit("bytes")
                    .register(registry);
        }
    }

    private static double resident() {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException e) {
            return Double.NaN;
        }
    }
}
