package io.learngene.e2e.faults;

import io.learngene.e2e.Certificate;
import io.learngene.local.stack.TorchLibrary;
import io.learngene.stack.JavaProcess;
import io.learngene.stack.Ports;
import io.learngene.stack.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AclBinding;

/** A broker with SCRAM over TLS and an authoriser, a store over TLS, and services that come to them with passwords of their own. */
final class SecuredInstallation implements AutoCloseable {

    private static final String SECRET = Certificate.SECRET;
    private static final String ADMIN = "admin";

    private final Path folder;
    private final Path keys;
    private final int brokerPort = Ports.free();
    private final int storePort = Ports.free();
    private final List<JavaProcess> processes = new ArrayList<>();

    SecuredInstallation(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        // One certificate for both, which is its own authority.
        this.keys = Certificate.make(folder).keys();
        startBroker();
        startStore();
    }

    private void startBroker() throws IOException {
        int controller = Ports.free();
        Path broker = Files.createDirectories(folder.resolve("broker"));
        Path properties = broker.resolve("server.properties");
        String listeners = "SASL_SSL://127.0.0.1:" + brokerPort + ",CONTROLLER://127.0.0.1:" + controller;
        Files.writeString(
                properties,
                String.join(
                        "\n",
                        "process.roles=broker,controller",
                        "node.id=1",
                        "listeners=" + listeners,
                        "advertised.listeners=" + listeners,
                        "listener.security.protocol.map=SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT",
                        "controller.listener.names=CONTROLLER",
                        "inter.broker.listener.name=SASL_SSL",
                        "controller.quorum.bootstrap.servers=127.0.0.1:" + controller,
                        "log.dirs=data",
                        "sasl.enabled.mechanisms=SCRAM-SHA-512",
                        "sasl.mechanism.inter.broker.protocol=SCRAM-SHA-512",
                        "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=" + login(ADMIN),
                        "ssl.keystore.type=PKCS12",
                        "ssl.keystore.location=" + keys,
                        "ssl.keystore.password=" + SECRET,
                        "ssl.truststore.type=PKCS12",
                        "ssl.truststore.location=" + keys,
                        "ssl.truststore.password=" + SECRET,
                        "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                        "allow.everyone.if.no.acl.found=false",
                        // The controller's listener, which only this process reaches for, asks nobody who it is.
                        "super.users=User:" + ADMIN + ";User:ANONYMOUS",
                        "auto.create.topics.enable=false",
                        "offsets.topic.replication.factor=1",
                        "offsets.topic.num.partitions=4",
                        "transaction.state.log.replication.factor=1",
                        "transaction.state.log.min.isr=1",
                        "share.coordinator.state.topic.replication.factor=1",
                        "share.coordinator.state.topic.min.isr=1",
                        "share.coordinator.state.topic.num.partitions=4",
                        "group.initial.rebalance.delay.ms=0",
                        "group.share.min.record.lock.duration.ms=1000",
                        "group.share.max.partition.max.record.locks=10000",
                        "log.cleaner.dedupe.buffer.size=16777216",
                        ""));
        Files.createDirectories(broker.resolve("data"));
        start(
                "broker",
                List.of(libraries("broker")),
                "io.learngene.stack.BrokerProgram",
                List.of("-Xmx256m", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"),
                List.of(
                        properties.toString(),
                        "format",
                        "-t",
                        "bGVhcm5nZW5lLWZvdW5keQ",
                        "-c",
                        properties.toString(),
                        "--standalone",
                        "--add-scram",
                        "SCRAM-SHA-512=[name=" + ADMIN + ",password=" + SECRET + "]"),
                Map.of(),
                broker.resolve("broker.log"));
    }

    private void startStore() throws IOException {
        Path store = Files.createDirectories(folder.resolve("store"));
        Files.createDirectories(store.resolve("data"));
        Path properties = store.resolve("s3proxy.properties");
        Files.writeString(
                properties,
                String.join(
                        "\n",
                        "s3proxy.secure-endpoint=https://127.0.0.1:" + storePort,
                        "s3proxy.keystore-path=" + keys,
                        "s3proxy.keystore-password=" + SECRET,
                        "s3proxy.authorization=aws-v4",
                        "s3proxy.identity=foundry",
                        "s3proxy.credential=" + SECRET,
                        "jclouds.provider=filesystem-nio2",
                        "jclouds.filesystem.basedir=" + store.resolve("data"),
                        "jclouds.identity=local",
                        "jclouds.credential=local",
                        ""));
        start(
                "store",
                List.of(libraries("store")),
                "org.gaul.s3proxy.Main",
                List.of("-Xmx128m"),
                List.of("--properties", properties.toString()),
                Map.of(),
                store.resolve("store.log"));
    }

    /** As a user. */
    Admin adminAs(String user) {
        return Admin.create(client(user));
    }

    /** Whoever may do everything. */
    Admin admin() {
        return adminAs(ADMIN);
    }

    void makeUsers(List<String> users, List<AclBinding> rights) throws ExecutionException, InterruptedException {
        try (Admin admin = admin()) {
            admin.alterUserScramCredentials(users.stream()
                            .<org.apache.kafka.clients.admin.UserScramCredentialAlteration>map(
                                    user -> new UserScramCredentialUpsertion(
                                            user, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), SECRET))
                            .toList())
                    .all()
                    .get();
            admin.createAcls(rights).all().get();
        }
    }

    /** Starts a service, or what prepares all of them, as a user; its log is {@code NAME.log}. */
    JavaProcess service(String name, String module, String mainClass, String user, int port) {
        Path built = Repository.root().resolve(module).resolve("target/quarkus-app");
        List<String> classPath = mainClass.contains("quarkus")
                ? List.of(built.resolve("quarkus-run.jar").toString())
                : List.of(built + "/lib/boot/*", built + "/lib/main/*", built + "/app/*");
        Map<String, String> environment = new HashMap<>();
        client(user)
                .forEach((setting, value) -> environment.put(
                        "KAFKA_" + setting.toUpperCase(java.util.Locale.ROOT).replace('.', '_'), value.toString()));
        environment.put("FOUNDRY_HTTP_PORT", Integer.toString(port));
        environment.put("FOUNDRY_STORE_ENDPOINT", "https://127.0.0.1:" + storePort);
        environment.put("FOUNDRY_STORE_ACCESS_KEY", "foundry");
        environment.put("FOUNDRY_STORE_SECRET_KEY", SECRET);
        environment.put("FOUNDRY_WORKER_NAME", name);
        environment.put(
                "FOUNDRY_WORKER_DIRECTORY", folder.resolve("work").resolve(name).toString());
        environment.put(
                "FOUNDRY_GATEWAY_DIRECTORY", folder.resolve("work/gateway").toString());
        environment.put(TorchLibrary.FOLDER, TorchLibrary.folder(folder).toString());
        environment.put("DJL_OFFLINE", "true");
        return start(
                name,
                classPath,
                mainClass,
                List.of(
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                        "-Djavax.net.ssl.trustStore=" + keys,
                        "-Djavax.net.ssl.trustStorePassword=" + SECRET),
                List.of(),
                environment,
                log(name));
    }

    Path log(String name) {
        return folder.resolve("logs").resolve(name + ".log");
    }

    /** What the services warned of. */
    String complaints() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> logs = Files.list(folder.resolve("logs"))) {
            for (Path log : logs.filter(Files::isRegularFile).sorted().toList()) {
                Files.readAllLines(log).stream()
                        .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                        .forEach(line -> all.append(log.getFileName())
                                .append(": ")
                                .append(line)
                                .append('\n'));
            }
        }
        return all.toString();
    }

    private JavaProcess start(
            String name,
            List<String> classPath,
            String mainClass,
            List<String> jvm,
            List<String> arguments,
            Map<String, String> environment,
            Path log) {
        JavaProcess process = JavaProcess.start(
                new JavaProcess.Command(name, classPath, mainClass, jvm, arguments, environment, log));
        processes.add(process);
        return process;
    }

    private static String libraries(String module) {
        return Repository.root().resolve("deploy").resolve(module).resolve("target/lib") + "/*";
    }

    private Map<String, Object> client(String user) {
        return Map.of(
                "bootstrap.servers",
                "127.0.0.1:" + brokerPort,
                "security.protocol",
                "SASL_SSL",
                "sasl.mechanism",
                "SCRAM-SHA-512",
                "sasl.jaas.config",
                login(user),
                "ssl.truststore.type",
                "PKCS12",
                "ssl.truststore.location",
                keys.toString(),
                "ssl.truststore.password",
                SECRET);
    }

    private static String login(String user) {
        return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + user + "\" password=\""
                + SECRET + "\";";
    }

    @Override
    public void close() {
        for (int i = processes.size() - 1; i >= 0; i--) {
            processes.get(i).close();
        }
    }
}
