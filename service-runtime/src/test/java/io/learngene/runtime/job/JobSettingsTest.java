package io.learngene.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.runtime.messaging.KafkaSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobSettingsTest {

    private final JobSettings settings = new JobSettings(
            KafkaSettings.of("localhost:1"),
            "worker",
            Path.of("work"),
            5,
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            Duration.ofSeconds(15),
            Duration.ofMinutes(30),
            null,
            Shift.ENDLESS);

    /** The middle of it, in seconds. */
    @ParameterizedTest
    @CsvSource({"0, 5", "1, 5", "2, 10", "4, 40", "5, 60", "1000, 60"})
    void pauseDoublesUpToAMinuteAndIsAFifthMoreOrLessByChance(int failures, int seconds) {
        // When
        Set<Long> pauses = IntStream.range(0, 1_000)
                .mapToObj(i -> settings.delayAfter(failures).toMillis())
                .collect(Collectors.toSet());

        // Then: jobs that failed together do not come back together
        assertThat(pauses).allMatch(pause -> pause >= 800L * seconds && pause <= 1_200L * seconds);
        assertThat(pauses).hasSizeGreaterThan(100);
    }
}
