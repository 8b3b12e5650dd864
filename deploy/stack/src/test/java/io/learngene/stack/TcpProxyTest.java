package io.learngene.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.learngene.stack.TcpProxy.Fault;
import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class TcpProxyTest {

    private static final String ANSWER = "an answer of some length".repeat(100);

    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer server;
    private TcpProxy proxy;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            exchange.sendResponseHeaders(200, ANSWER.length());
            exchange.getResponseBody().write(ANSWER.getBytes(UTF_8));
            exchange.close();
        });
        server.start();
        proxy = TcpProxy.before(server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        proxy.close();
        server.stop(0);
    }

    @Test
    void withoutAFaultEverythingPasses() throws IOException {
        assertThat(ask("/", 10_000)).isEqualTo(ANSWER);
        assertThat(ask("/", 10_000)).isEqualTo(ANSWER);
    }

    /** Often: a door that is closed while somebody waits at it takes connections for some microseconds more. */
    @RepeatedTest(50)
    void refusedConnectionsAreTakenAgainAfterwards() throws IOException {
        // Given
        proxy.refuse();

        // When, then
        assertThatThrownBy(() -> ask("/", 10_000)).isInstanceOf(ConnectException.class);
        proxy.mend();
        assertThat(ask("/", 10_000)).isEqualTo(ANSWER);
        assertThat(requests).hasValue(1);
    }

    @Test
    void serverThatIsUnavailableIsNotAskedAndAnswersAgainAfterwards() throws IOException {
        // Given
        proxy.become(new Fault.Unavailable());

        // When, then
        assertThatThrownBy(() -> ask("/", 10_000))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("503");
        proxy.mend();
        assertThat(ask("/", 10_000)).isEqualTo(ANSWER);
        assertThat(requests).hasValue(1);
    }

    @Test
    void hangingConnectionIsOpenAndSilentAndGoesOnAfterwards() throws IOException {
        // Given
        proxy.become(new Fault.Hanging());
        assertThatThrownBy(() -> ask("/", 200)).isInstanceOf(SocketTimeoutException.class);
        CompletableFuture<String> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return ask("/", 60_000);
            } catch (IOException e) {
                return e.toString();
            }
        });

        // When
        proxy.mend();

        // Then
        assertThat(waiting.join()).isEqualTo(ANSWER);
    }

    @Test
    void slowAnswerComesAfterThePause() {
        // Given
        proxy.become(new Fault.Slow(Duration.ofHours(1)));

        // When, then
        assertThatThrownBy(() -> ask("/", 500)).isInstanceOf(SocketTimeoutException.class);
        await().until(() -> requests.get() == 1);
    }

    @Test
    void truncatedAnswerBreaksOff() {
        // Given: the head and a part of the body pass
        proxy.become(new Fault.Truncated(1_000));

        // When
        String received = receivedOf("/");

        // Then
        assertThat(received.length()).isLessThan(ANSWER.length());
        assertThat(requests).hasValue(1);
    }

    @Test
    void answerToTheNamedRequestIsLostOnceAfterTheServerDidItsPart() throws IOException {
        // Given
        proxy.become(new Fault.LostAnswer("POST /meant"));

        // When, then
        assertThat(ask("/other", 10_000)).isEqualTo(ANSWER);
        assertThatThrownBy(() -> post("/meant")).isInstanceOf(IOException.class);
        assertThat(requests).hasValue(2);
        assertThat(post("/meant")).isEqualTo(ANSWER);
    }

    @Test
    void cutConnectionIsTheClientsFailureAndTheNextWorks() throws IOException {
        // Given
        proxy.become(new Fault.Hanging());
        CompletableFuture<Throwable> failure = CompletableFuture.supplyAsync(() -> {
            try {
                post("/");
                return null;
            } catch (IOException e) {
                return e;
            }
        });
        await().until(() -> {
            proxy.cut();
            return failure.isDone();
        });

        // When
        proxy.mend();

        // Then
        assertThat(failure.join()).isInstanceOf(IOException.class);
        assertThat(ask("/", 10_000)).isEqualTo(ANSWER);
    }

    /** The JDK's client takes the end of a connection for the end of an answer, whatever length was announced. */
    private String receivedOf(String path) {
        try {
            return post(path);
        } catch (IOException e) {
            return "";
        }
    }

    private String ask(String path, int patience) throws IOException {
        return send(path, "GET", patience);
    }

    /** Unlike other requests it is not repeated by the JDK's client. */
    private String post(String path) throws IOException {
        return send(path, "POST", 10_000);
    }

    private String send(String path, String method, int patience) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + proxy.port() + path).toURL().openConnection();
        connection.setRequestProperty("Connection", "close");
        connection.setRequestMethod(method);
        connection.setReadTimeout(patience);
        if (method.equals("POST")) {
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(1);
            connection.getOutputStream().write(1);
        }
        try {
            return new String(connection.getInputStream().readAllBytes(), UTF_8);
        } finally {
            connection.disconnect();
        }
    }
}
