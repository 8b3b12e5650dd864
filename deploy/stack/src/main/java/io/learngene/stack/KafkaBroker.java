package io.learngene.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One Kafka broker that is its own controller (KRaft), with share groups. Its records survive a restart. */
public final class KafkaBroker implements AutoCloseable {

    private static final List<String> JVM = List.of(
            "-Xms32m",
            "-Xmx192m",
            "-XX:MaxNewSize=16m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-Dorg.slf4j.simpleLogger.showDateTime=true");

    /** Below the folder that the broker works in: Kafka takes a list of paths, whose commas nothing escapes. */
    static final String DATA = "data";

    static final String FORMATTED = "meta.properties";

    static final String CLUSTER = "bGVhcm5nZW5lLWZvdW5keQ";

    /** Who ends is told at once; on a machine that is busy a start takes long. */
    static final Duration READY = Duration.ofMinutes(3);

    private final JavaProcess process;
    private final int port;

    private KafkaBroker(JavaProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * @param state folder for its records and its log; made if missing
     * @param port port to listen on, 0 for any
     * @return the broker, ready
     * @throws StackException if it does not start
     */
    public static KafkaBroker start(Path state, int port) {
        KafkaBroker broker = launch(state, port);
        broker.awaitReady();
        return broker;
    }

    /**
     * Waits for a broker that was launched.
     *
     * @throws StackException if it does not start
     */
    void awaitReady() {
        process.awaitReady(() -> Ports.listening(port), READY);
    }

    /**
     * @param state folder for its records and its log; made if missing
     * @param port port to listen on, 0 for any
     * @return the broker, which is about to start
     * @throws StackException if its port is taken
     */
    public static KafkaBroker launch(Path state, int port) {
        return launch(state, port, null);
    }

    /**
     * Where a broker is reached through a proxy that stands before it. It talks to itself without it.
     *
     * @param port port that the broker listens on for the proxy
     * @param proxy port of the proxy, which whoever came through it is sent to
     */
    public record Door(int port, int proxy) {}

    /**
     * @param state folder for its records and its log; made if missing
     * @param port port to listen on, 0 for any
     * @param door another way in, through a proxy; null for none
     * @return the broker, which is about to start
     * @throws StackException if its port is taken
     */
    public static KafkaBroker launch(Path state, int port, Door door) {
        int chosen = Ports.orFree(port, "broker");
        Path folder = state.toAbsolutePath().resolve("broker");
        Path properties = folder.resolve("server.properties");
        Path data = folder.resolve(DATA);
        try {
            Files.createDirectories(data);
            Files.writeString(properties, properties(chosen, controllerPort(folder, data), door));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write into " + folder, e);
        }
        List<String> arguments = new ArrayList<>(List.of(properties.toString()));
        if (!Files.exists(data.resolve(FORMATTED))) {
            arguments.addAll(List.of("format", "-t", CLUSTER, "-c", properties.toString(), "--standalone"));
        }
        return new KafkaBroker(JavaProcess.start(command(folder, arguments)), chosen);
    }

    /** {@return host and port for clients} */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** {@return its process} */
    public JavaProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.stop(Duration.ofSeconds(15));
    }

    static JavaProcess.Command command(Path folder, List<String> arguments) {
        return new JavaProcess.Command(
                "broker",
                List.of(Repository.libraries("broker")),
                BrokerProgram.class.getName(),
                JVM,
                arguments,
                Map.of(),
                folder.resolve("broker.log"));
    }

    /** The controller's address is part of the formatted state, so it has to stay the same. */
    private static int controllerPort(Path folder, Path data) throws IOException {
        Path file = folder.resolve("controller.port");
        if (!Files.exists(data.resolve(FORMATTED))) {
            Files.writeString(file, Integer.toString(Ports.free()));
        }
        String port = Files.exists(file) ? Files.readString(file).strip() : "";
        if (!port.matches("\\d{4,5}")) {
            throw new StackException(
                    file + ": '" + port + "' is no port; write the one after the last ':' of listeners in "
                            + folder.resolve("server.properties") + ", or remove " + folder + " with all its records");
        }
        return Integer.parseInt(port);
    }

    private static String properties(int port, int controllerPort, Door door) {
        String controller = ",CONTROLLER://127.0.0.1:" + controllerPort;
        String own = "PLAINTEXT://127.0.0.1:" + port;
        return settings(
                List.of(
                        "node.id=1",
                        "listeners=" + own + (door == null ? "" : ",DOOR://127.0.0.1:" + door.port()) + controller,
                        "advertised.listeners=" + own + (door == null ? "" : ",DOOR://127.0.0.1:" + door.proxy())
                                + controller,
                        "controller.quorum.bootstrap.servers=127.0.0.1:" + controllerPort),
                1);
    }

    /**
     * @param own what is a broker's own
     * @param copies how many brokers have every record; of several, two confirm it, and one may be away
     */
    static String settings(List<String> own, int copies) {
        int confirming = Math.min(2, copies);
        return String.join(
                "\n",
                String.join("\n", own),
                "process.roles=broker,controller",
                "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,DOOR:PLAINTEXT",
                "controller.listener.names=CONTROLLER",
                "log.dirs=" + DATA,
                "auto.create.topics.enable=false",
                "default.replication.factor=" + copies,
                "min.insync.replicas=" + confirming,
                "offsets.topic.replication.factor=" + copies,
                "transaction.state.log.replication.factor=" + copies,
                "transaction.state.log.min.isr=" + confirming,
                "share.coordinator.state.topic.replication.factor=" + copies,
                "share.coordinator.state.topic.min.isr=" + confirming,
                // Few partitions: quick to start, small in memory.
                "offsets.topic.num.partitions=4",
                "transaction.state.log.num.partitions=4",
                "share.coordinator.state.topic.num.partitions=4",
                "group.initial.rebalance.delay.ms=0",
                "group.share.min.record.lock.duration.ms=1000",
                // Short jobs are done beside a long one, and many workers share the work: the most that Kafka allows.
                "group.share.max.partition.max.record.locks=10000",
                "group.share.max.size=1000",
                // A killed worker's partitions go to another after ten seconds rather than 45.
                "group.share.min.session.timeout.ms=5000",
                "group.share.session.timeout.ms=10000",
                "group.share.min.heartbeat.interval.ms=1000",
                "group.share.heartbeat.interval.ms=1000",
                "log.cleaner.dedupe.buffer.size=16777216",
                "num.network.threads=2",
                "num.io.threads=4",
                "background.threads=2",
                "");
    }
}
