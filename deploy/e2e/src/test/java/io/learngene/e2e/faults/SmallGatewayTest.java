package io.learngene.e2e.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.e2e.Stack;
import io.learngene.local.stack.LocalStack;
import io.learngene.local.stack.StackSettings;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No upload and no request ends a gateway: one as the local stack runs it, with 128 MB of heap, and whatever anybody may send to
 * it. After each of them it answers, and is the same process.
 */
@Tag("faults")
@Timeout(300)
class SmallGatewayTest {

    /** As many as it has threads. */
    private static final int CLIENTS = 32;

    private static final int DOWNLOADS = 8;

    /** As many as it keeps. */
    private static final int CONNECTIONS = 512;

    /** Its heap has room for a list of some 130,000. */
    private static final int MORE_ENTRIES_THAN_ARE_LISTED = 150_000;

    @TempDir
    static Path folder;

    private static LocalStack stack;
    private static long process;
    private static String largeFile;
    private static long largeFileBytes;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<RawClient> clients = new ArrayList<>();

    @BeforeAll
    static void start() {
        StackSettings settings = StackSettings.read(folder.resolve("state")).onFreePorts();
        stack = LocalStack.start(settings, true, line -> {});
        process = stack.process("gateway").pid();
        LargeAncestor ancestor = new LargeAncestor();
        largeFile = ancestor.publish(stack.gateway());
        largeFileBytes = ancestor.bytes();
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @AfterEach
    void gatewayIsTheSameAndAnswers() throws IOException {
        for (RawClient client : clients) {
            client.close();
        }
        Stack.await().until(() -> status("/q/health/ready") == 200 && status("/families") == 200);
        assertThat(stack.process("gateway").pid())
                .as(() -> stack.process("gateway").logTail())
                .isEqualTo(process);
    }

    @Test
    void fileLargerThanTheHeapComesBackWhole() throws Exception {
        // When: it was uploaded before
        HttpResponse<InputStream> answer =
                http.send(request(largeFile).build(), HttpResponse.BodyHandlers.ofInputStream());

        // Then
        assertThat(largeFileBytes).isGreaterThan(128 << 20);
        try (InputStream in = answer.body()) {
            assertThat(in.transferTo(OutputStream.nullOutputStream())).isEqualTo(largeFileBytes);
        }
    }

    @Test
    void clientsThatTakeNothingOfLargeFiles() throws IOException {
        // When
        List<Integer> answers = new ArrayList<>();
        for (int i = 0; i < DOWNLOADS + 2; i++) {
            answers.add(client("GET " + largeFile + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .status());
        }

        // Then
        assertThat(answers).contains(200, 503).containsOnly(200, 503);
    }

    @Test
    void downloadsAtOnce() {
        // When
        List<Integer> answers = atOnce(DOWNLOADS, () -> request(largeFile));

        // Then
        assertThat(answers).contains(200).isSubsetOf(200, 503);
    }

    static Stream<String> documents() {
        return Stream.of(
                "[".repeat(1_000_000),
                "{\"a\":".repeat(170_000),
                "[" + "{},".repeat(340_000) + "{}]",
                "{\"targets\": [" + "1,".repeat(100_000) + "1]}",
                "{" + fields(60_000) + "}",
                "\"" + "a".repeat(1_000_000) + "\"",
                "{\"dataset\": " + "9".repeat(1_000_000) + "}",
                "a".repeat(4_000_000));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void documentsOfAnyShape(String document) {
        // When
        List<Integer> json = atOnce(CLIENTS, () -> post(document, "application/json"));
        List<Integer> yaml = atOnce(CLIENTS, () -> post(document, "application/yaml"));

        // Then
        assertThat(json).isSubsetOf(400, 413, 422, 503);
        assertThat(yaml).isSubsetOf(400, 413, 422, 503);
    }

    @Test
    void archivesOfVeryManyEntries() throws IOException {
        // Given
        Path few = zip(60_000);
        Path many = zip(MORE_ENTRIES_THAN_ARE_LISTED);
        Path tar = tar(MORE_ENTRIES_THAN_ARE_LISTED);

        // When / Then
        for (Path archive : List.of(few, many, tar)) {
            assertThat(atOnce(DOWNLOADS, () -> put("/datasets/many", archive))).isSubsetOf(422, 503);
        }
    }

    @Test
    void slowClientsOfEveryKind() throws IOException {
        // When
        for (int i = 0; i < CLIENTS; i++) {
            client("PUT /datasets/slow HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{");
            client("POST /families HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n{");
            client("GET /families HTTP/1.1\r\nHost: local");
            client("GET " + largeFile + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        }

        // Then: they are still there
        assertThat(status("/q/health/live")).isEqualTo(200);
        assertThat(status("/families")).isEqualTo(200);
    }

    @Test
    void hugeHeaders() throws IOException {
        // When / Then
        for (int i = 0; i < CLIENTS; i++) {
            RawClient client = client("GET /families HTTP/1.1\r\nHost: localhost\r\nX-Unknown: ");
            assertThat(client.sendAndStatus("a".repeat(4 << 20) + "\r\n\r\n")).isIn(431, 400, RawClient.CLOSED);
        }
        RawClient path = client("GET /");
        assertThat(path.sendAndStatus("a".repeat(4 << 20) + " HTTP/1.1\r\n\r\n"))
                .isIn(414, 400, RawClient.CLOSED);
    }

    /** A request has forty bytes and its answer thousands. */
    @Test
    void manyRequestsWhoseAnswersNobodyTakes() throws Exception {
        // When
        String requests = "GET /q/openapi HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(5_000);
        for (int i = 0; i < DOWNLOADS; i++) {
            client("").sendUntilFull(requests);
        }

        // Then: they are still there, and the others are answered
        for (int i = 0; i < 100; i++) {
            assertThat(status("/q/openapi")).as("request %d beside them", i).isEqualTo(200);
        }
        assertThat(directBytes()).isLessThan(64 << 20);
    }

    /** Each of them may hold an answer that its client does not take, so there are only so many. */
    @Test
    void connectionsBeyondTheirNumberAreClosedAndKeepNobodyFromTheOthers() throws IOException {
        // When: each is kept
        List<RawClient> answered = new ArrayList<>();
        for (int i = 0; i < 2 * CONNECTIONS; i++) {
            RawClient client = client("");
            if (client.ask("/q/health/live") == 200) {
                answered.add(client);
            }
        }

        // Then
        assertThat(answered).hasSizeBetween(1, CONNECTIONS);
        for (RawClient client : answered) {
            assertThat(client.ask("/q/health/live")).isEqualTo(200);
        }
        // And: who leaves makes room
        for (RawClient client : answered) {
            client.close();
        }
        Stack.await().until(() -> {
            try (RawClient late = new RawClient(stack.gateway(), "")) {
                return late.ask("/q/health/live") == 200;
            }
        });
    }

    private RawClient client(String request) throws IOException {
        RawClient client = new RawClient(stack.gateway(), request);
        clients.add(client);
        return client;
    }

    private List<Integer> atOnce(int count, Supplier<HttpRequest.Builder> request) {
        List<CompletableFuture<Integer>> answers = IntStream.range(0, count)
                .mapToObj(i -> http.sendAsync(request.get().build(), HttpResponse.BodyHandlers.discarding())
                        .thenApply(HttpResponse::statusCode))
                .toList();
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private int status(String path) {
        return atOnce(1, () -> request(path).timeout(Duration.ofSeconds(30))).get(0);
    }

    /** {@return what the gateway keeps outside of its heap, where answers wait to be sent} */
    private double directBytes() throws IOException, InterruptedException {
        String metrics = http.send(request("/q/metrics").build(), HttpResponse.BodyHandlers.ofString())
                .body();
        return metrics.lines()
                .filter(line -> line.startsWith("jvm_buffer_memory_used_bytes{id=\"direct\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElseThrow();
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(stack.gateway() + path)).version(HttpClient.Version.HTTP_1_1);
    }

    private static HttpRequest.Builder post(String document, String type) {
        return request("/families")
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(document, US_ASCII));
    }

    private static HttpRequest.Builder put(String path, Path file) {
        try {
            return request(path).PUT(HttpRequest.BodyPublishers.ofFile(file));
        } catch (java.io.FileNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String fields(int count) {
        StringBuilder fields = new StringBuilder("\"a\": 1");
        for (int i = 0; i < count; i++) {
            fields.append(",\"f").append(i).append("\": 1");
        }
        return fields.toString();
    }

    private static Path zip(int entries) throws IOException {
        Path file = folder.resolve(entries + ".zip");
        try (ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            for (int i = 0; i < entries; i++) {
                zip.putNextEntry(new ZipEntry("train/one class alone/with a name of some length " + i + ".png"));
            }
        }
        return file;
    }

    /** Empty files of a tar are a header each. */
    private static Path tar(int entries) throws IOException {
        Path file = folder.resolve(entries + ".tar.gz");
        try (OutputStream tar = new BufferedOutputStream(new GZIPOutputStream(Files.newOutputStream(file)))) {
            for (int i = 0; i < entries; i++) {
                tar.write(header("train/one class alone/" + i + ".png"));
            }
            tar.write(new byte[1024]);
        }
        return file;
    }

    private static byte[] header(String name) {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, "0000644");
        put(header, 124, "00000000000");
        put(header, 136, "00000000000");
        put(header, 148, "        ");
        put(header, 156, "0");
        put(header, 257, "ustar");
        put(header, 263, "00");
        int sum = 0;
        for (byte each : header) {
            sum += each;
        }
        put(header, 148, "%06o\0 ".formatted(sum));
        return header;
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
