package io.learngene.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.e2e.Stack;
import io.learngene.stack.KafkaBroker;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers that are killed one after the other. */
@Tag("storms")
class KillStormTest {

    private static final int JOBS = 100;
    /** Attempts that are begun between two deaths. */
    private static final int BETWEEN = 4;

    @Test
    void hundredJobsAreDoneOnceThoughAWorkerIsKilledAtEveryFourth(@TempDir Path state) throws Exception {
        // Given
        Random random = new Random(1);
        int deaths = 0;
        try (KafkaBroker broker = KafkaBroker.start(state, 0);
                Storm storm = new Storm(state, broker.bootstrapServers())) {
            storm.queue(JOBS);

            // When: now the one that has just begun, now any
            for (int next = BETWEEN; !storm.allDone(); next = storm.begun().size() + BETWEEN) {
                int due = next;
                Stack.await().until(() -> storm.begun().size() >= due || storm.allDone());
                String last = storm.begun().get(storm.begun().size() - 1);
                storm.restart(random.nextBoolean() ? last : Storm.WORKERS.get(random.nextInt(Storm.WORKERS.size())));
                deaths++;
            }

            // Then
            assertThat(deaths).isGreaterThan(JOBS / BETWEEN / 2);
            Stack.await().untilAsserted(() -> assertThat(storm.wrong()).isEmpty());
        }
    }
}
