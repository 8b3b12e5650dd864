package io.learngene.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Three Kafka brokers, which are their own controllers too. Every record is on all of them, and confirmed by two: one may be away. */
public final class KafkaCluster implements AutoCloseable {

    private static final int BROKERS = 3;

    private final Path state;
    private final List<Integer> ports;
    private final List<Integer> controllerPorts;
    private final List<JavaProcess> processes = new ArrayList<>();

    private KafkaCluster(Path state) {
        this.state = state.toAbsolutePath();
        this.ports = IntStream.range(0, BROKERS).mapToObj(i -> Ports.free()).toList();
        this.controllerPorts =
                IntStream.range(0, BROKERS).mapToObj(i -> Ports.free()).toList();
    }

    /**
     * @param state folder for their records and logs; made if missing
     * @return the cluster, whose brokers listen
     * @throws StackException if one does not start
     */
    public static KafkaCluster start(Path state) {
        KafkaCluster cluster = new KafkaCluster(state);
        for (int i = 0; i < BROKERS; i++) {
            cluster.processes.add(cluster.launch(i));
        }
        for (int i = 0; i < BROKERS; i++) {
            cluster.awaitListening(i);
        }
        return cluster;
    }

    /** {@return host and port of each, for clients} */
    public String bootstrapServers() {
        return ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    }

    /**
     * Ends a broker at once, as a crash would.
     *
     * @param id its id, from 1
     */
    public void kill(int id) {
        processes.get(id - 1).kill();
    }

    /**
     * Starts a broker that was killed.
     *
     * @param id its id, from 1
     */
    public void startAgain(int id) {
        processes.set(id - 1, launch(id - 1));
        awaitListening(id - 1);
    }

    @Override
    public void close() {
        // Whoever is asked to end hands his partitions over, which the last two cannot.
        processes.forEach(JavaProcess::kill);
    }

    private void awaitListening(int index) {
        processes.get(index).awaitReady(() -> Ports.listening(ports.get(index)), KafkaBroker.READY);
    }

    private JavaProcess launch(int index) {
        Path folder = state.resolve("broker-" + (index + 1));
        Path properties = folder.resolve("server.properties");
        String listeners =
                "PLAINTEXT://127.0.0.1:" + ports.get(index) + ",CONTROLLER://127.0.0.1:" + controllerPorts.get(index);
        String voters = IntStream.range(0, BROKERS)
                .mapToObj(i -> (i + 1) + "@127.0.0.1:" + controllerPorts.get(i))
                .collect(Collectors.joining(","));
        List<String> own = List.of(
                "node.id=" + (index + 1),
                "listeners=" + listeners,
                "advertised.listeners=" + listeners,
                "controller.quorum.voters=" + voters,
                // Who is away is left behind in seconds, as on a network that is well.
                "broker.session.timeout.ms=3000",
                "broker.heartbeat.interval.ms=500");
        try {
            Files.createDirectories(folder.resolve(KafkaBroker.DATA));
            Files.writeString(properties, KafkaBroker.settings(own, BROKERS));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write into " + folder, e);
        }
        List<String> arguments = new ArrayList<>(List.of(properties.toString()));
        if (!Files.exists(folder.resolve(KafkaBroker.DATA).resolve(KafkaBroker.FORMATTED))) {
            arguments.addAll(List.of("format", "-t", KafkaBroker.CLUSTER, "-c", properties.toString()));
        }
        return JavaProcess.start(KafkaBroker.command(folder, arguments));
    }
}
