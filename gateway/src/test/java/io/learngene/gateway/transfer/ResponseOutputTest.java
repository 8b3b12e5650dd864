package io.learngene.gateway.transfer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.learngene.gateway.guard.Connections;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A download over a real connection, written as resources write: by a worker thread in the request's own context. */
class ResponseOutputTest {

    /** More than the buffers of both sockets hold. */
    private static final long LENGTH = 64 << 20;

    private static final int PIECE = 32 << 10;

    private final AtomicLong written = new AtomicLong();
    private final CompletableFuture<PacedOutput> begun = new CompletableFuture<>();
    private final CompletableFuture<HttpServerRequest> request = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private Vertx vertx;
    private HttpServer server;
    private Socket client;

    @BeforeEach
    void start() throws Exception {
        vertx = Vertx.vertx();
        server = vertx.createHttpServer()
                .requestHandler(this::download)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        client = new Socket();
        client.setReceiveBufferSize(8 << 10);
        client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.actualPort()));
        client.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void clientThatTakesNothingKeepsTheRestWhereItIs() throws Exception {
        // Given
        PacedOutput paced = begun.get(10, TimeUnit.SECONDS);

        // When
        await().until(() -> paced.waiting() > Duration.ofMillis(500).toNanos());

        // Then: what the sockets hold, and no more
        assertThat(written).hasValueLessThan(LENGTH / 2);
        // And: all of it comes to a client that takes it
        assertThat(bodyBytes()).isEqualTo(LENGTH);
        ended.get(10, TimeUnit.SECONDS);
    }

    @Test
    void clientThatIsGoneEndsTheWriting() throws Exception {
        // Given
        PacedOutput paced = begun.get(10, TimeUnit.SECONDS);
        await().until(() -> paced.waiting() > Duration.ofMillis(100).toNanos());

        // When
        client.close();

        // Then
        assertThatThrownBy(() -> ended.get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(ResponseOutput.ClientGoneException.class);
    }

    @Test
    void stuckConnectionIsEndedWithoutItsClient() throws Exception {
        // Given: bytes that the client will never take
        PacedOutput paced = begun.get(10, TimeUnit.SECONDS);
        await().until(() -> paced.waiting() > Duration.ofMillis(100).toNanos());

        // When
        Connections.end(request.get());

        // Then
        assertThatThrownBy(() -> ended.get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(ResponseOutput.ClientGoneException.class);
    }

    private void download(HttpServerRequest asked) {
        request.complete(asked);
        vertx.executeBlocking(() -> {
                    PacedOutput out = new PacedOutput(new ResponseOutput(asked.response(), LENGTH), System::nanoTime);
                    begun.complete(out);
                    byte[] piece = new byte[PIECE];
                    for (long at = 0; at < LENGTH; at += PIECE) {
                        out.write(piece);
                        written.addAndGet(PIECE);
                    }
                    return asked.response().end();
                })
                .onSuccess(done -> ended.complete(null))
                .onFailure(ended::completeExceptionally);
    }

    private long bodyBytes() throws IOException {
        InputStream in = client.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        assertThat(head.toString()).containsIgnoringCase("content-length: " + LENGTH);
        long count = 0;
        byte[] chunk = new byte[1 << 16];
        while (count < LENGTH) {
            int read = in.read(chunk);
            if (read < 0) {
                break;
            }
            count += read;
        }
        return count;
    }
}
