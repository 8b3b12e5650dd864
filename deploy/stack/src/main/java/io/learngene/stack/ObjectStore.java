package io.learngene.stack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** An S3 server on a folder (S3Proxy). Its objects survive a restart. */
public final class ObjectStore implements AutoCloseable {

    /** Access key. */
    public static final String ACCESS_KEY = "foundry";

    private static final String LOGGING = """
            <configuration>
              <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%d %-5level %logger{20} %msg%n</pattern></encoder>
              </appender>
              <root level="warn"><appender-ref ref="out"/></root>
            </configuration>
            """;

    private final JavaProcess process;
    private final int port;
    private final String secretKey;

    private ObjectStore(JavaProcess process, int port, String secretKey) {
        this.process = process;
        this.port = port;
        this.secretKey = secretKey;
    }

    /**
     * The secret of a state folder: loopback is open to every user of the machine, the file with the secret is not.
     *
     * @param state folder
     * @return secret key of its store, made at the first time
     */
    public static String secretKey(Path state) {
        Path folder = folder(state);
        try {
            Files.createDirectories(folder);
            return OwnerOnly.secret(folder.resolve("secret"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep a secret in " + folder, e);
        }
    }

    /**
     * @param state folder for its objects and its log; made if missing
     * @param port port to listen on, 0 for any
     * @return the store, ready
     * @throws StackException if it does not start
     */
    public static ObjectStore start(Path state, int port) {
        ObjectStore store = launch(state, port);
        store.process.awaitReady(() -> Ports.listening(store.port));
        return store;
    }

    /**
     * @param state folder for its objects and its log; made if missing
     * @param port port to listen on, 0 for any
     * @return the store, which is about to start
     * @throws StackException if its port is taken
     */
    public static ObjectStore launch(Path state, int port) {
        int chosen = Ports.orFree(port, "store");
        Path folder = folder(state);
        String secret = secretKey(state);
        Path data = objects(state);
        Path properties = folder.resolve("s3proxy.properties");
        Path logging = folder.resolve("logback.xml");
        try {
            Files.createDirectories(data);
            // Without a file of its own it logs every step at DEBUG, which makes it four times slower.
            Files.writeString(logging, LOGGING);
            OwnerOnly.write(properties, properties(chosen, secret, data));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write into " + folder, e);
        }
        JavaProcess process = JavaProcess.start(new JavaProcess.Command(
                "store",
                List.of(Repository.libraries("store")),
                "org.gaul.s3proxy.Main",
                List.of(
                        "-Xms24m",
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Dlogback.configurationFile=" + logging),
                List.of("--properties", properties.toString()),
                Map.of(),
                folder.resolve("store.log")));
        return new ObjectStore(process, chosen, secret);
    }

    /** Escaped by whoever knows the format. The folder is absolute, because below a relative one nothing is listed. */
    private static String properties(int port, String secret, Path data) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("s3proxy.endpoint", "http://127.0.0.1:" + port);
        properties.setProperty("s3proxy.authorization", "aws-v4");
        properties.setProperty("s3proxy.identity", ACCESS_KEY);
        properties.setProperty("s3proxy.credential", secret);
        properties.setProperty("jclouds.provider", "filesystem-nio2");
        properties.setProperty("jclouds.filesystem.basedir", data.toString());
        properties.setProperty("jclouds.identity", "local");
        properties.setProperty("jclouds.credential", "local");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        properties.store(bytes, null);
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    /** {@return URL for clients} */
    public String endpoint() {
        return "http://127.0.0.1:" + port;
    }

    /** {@return secret key for clients} */
    public String secretKey() {
        return secretKey;
    }

    /** {@return its process} */
    public JavaProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.stop(Duration.ofSeconds(10));
    }

    /**
     * @param state folder
     * @return where the objects of its store lie
     */
    public static Path objects(Path state) {
        return folder(state).resolve("data");
    }

    private static Path folder(Path state) {
        return state.toAbsolutePath().resolve("store");
    }
}
