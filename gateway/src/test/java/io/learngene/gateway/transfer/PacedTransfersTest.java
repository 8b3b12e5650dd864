package io.learngene.gateway.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.gateway.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Rates, on a clock that the client moves. */
class PacedTransfersTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final AtomicLong nanos = new AtomicLong();

    @Test
    void bodyBelowAKilobyteASecondIsEnded() {
        // Given: one byte in ten seconds
        PacedInput body = new PacedInput(client(1, 10), PATIENCE, nanos::get);

        // When / Then
        assertThatThrownBy(body::readAllBytes)
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("the body brought 3 bytes in 30 s of waiting; at least 1000 a second")
                .extracting(e -> ((ProblemException) e).problem().status())
                .isEqualTo(408);
    }

    @Test
    void bodyOfAKilobyteASecondComesInWhole() throws IOException {
        // Given
        PacedInput body = new PacedInput(client(1_000, 1), PATIENCE, nanos::get);

        // When
        int count = 0;
        byte[] chunk = new byte[1 << 16];
        while (count < 100_000) {
            count += body.read(chunk);
        }

        // Then
        assertThat(nanos.get()).isEqualTo(TimeUnit.SECONDS.toNanos(100));
    }

    @Test
    void whatPassesBetweenTheReadsIsNotTheClients() throws IOException {
        // Given
        PacedInput body = new PacedInput(client(1, 0), PATIENCE, nanos::get);

        // When: the store is slow
        for (int i = 0; i < 10; i++) {
            assertThat(body.read()).isZero();
            nanos.addAndGet(TimeUnit.MINUTES.toNanos(10));
        }

        // Then
        assertThat(body.read()).isZero();
    }

    @Test
    void readThatTheServerGaveUpIsTheClientsSlowness() {
        // Given
        PacedInput body = new PacedInput(
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        nanos.addAndGet(PATIENCE.toNanos());
                        throw new IOException("read timed out");
                    }
                },
                PATIENCE,
                nanos::get);

        // When / Then
        assertThatThrownBy(body::read).isInstanceOf(ProblemException.class).hasMessageContaining("0 bytes in 30 s");
    }

    @Test
    void downloadTellsHowLongItsClientTakesNothing() throws IOException {
        // Given
        List<Long> waiting = new ArrayList<>();
        PacedOutput[] paced = new PacedOutput[1];
        paced[0] = new PacedOutput(
                new OutputStream() {
                    @Override
                    public void write(int value) {
                        throw new AssertionError("pieces are written");
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int length) {
                        nanos.addAndGet(TimeUnit.SECONDS.toNanos(7));
                        waiting.add(TimeUnit.NANOSECONDS.toSeconds(paced[0].waiting()));
                    }
                },
                nanos::get);

        // When: three pieces
        paced[0].write(new byte[80_000]);

        // Then: each is progress
        assertThat(waiting).containsExactly(7L, 7L, 7L);
        assertThat(paced[0].waiting()).isZero();
    }

    /** Ends after a while, so that who does not mind its rate ends too. */
    private InputStream client(int bytes, int seconds) {
        return new InputStream() {
            private int reads;

            @Override
            public int read() {
                throw new AssertionError("chunks are read");
            }

            @Override
            public int read(byte[] chunk, int offset, int length) {
                nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
                return ++reads > 1_000 ? -1 : Math.min(bytes, length);
            }
        };
    }
}
