package io.learngene.cluster;

import io.learngene.stack.ForeignProgram;
import io.learngene.stack.JavaProcess;
import io.learngene.stack.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;

/**
 * Kubernetes' own control plane on loopback: etcd, the API server, the controllers and the scheduler, each a process on free ports with
 * its state in one folder. It has no node and no network; Deployments, Jobs, endpoints, evictions and admission are the real ones.
 */
final class ControlPlane implements AutoCloseable {

    private static final String ADDRESS = "127.0.0.1";
    private static final List<String> SMALL_JVM =
            List.of("-Xms4m", "-Xmx16m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    private static final Duration READY = Duration.ofMinutes(3);

    private final Path programs;
    private final Path folder;
    private final int port = Ports.free();
    private final String token = UUID.randomUUID().toString();
    private final Deque<JavaProcess> processes = new ArrayDeque<>();
    private Api api;

    private ControlPlane(Path programs, Path folder) {
        this.programs = programs;
        this.folder = folder;
    }

    /**
     * Starts it; skips the test where its programs cannot be built.
     *
     * @param folder for state, certificates and logs
     * @return the control plane, ready
     */
    static ControlPlane start(Path folder) {
        ControlPlane plane = new ControlPlane(
                GoPrograms.of("control-plane", "k8s.io/kubernetes", "k8s.io/component-base/version.gitVersion"),
                folder.toAbsolutePath());
        try {
            plane.begin();
            return plane;
        } catch (RuntimeException | IOException | GeneralSecurityException e) {
            plane.close();
            throw new IllegalStateException("the control plane did not start; its logs are in " + folder, e);
        }
    }

    Api api() {
        return api;
    }

    /** {@return a file with address and credentials of its administrator} */
    Path kubeConfig() {
        return folder.resolve("kubeconfig.yaml");
    }

    /** {@return URL of the API server} */
    URI server() {
        return URI.create("https://" + ADDRESS + ":" + port);
    }

    /** {@return its administrator's token} */
    String token() {
        return token;
    }

    /** {@return the certificates that the API server shows, as PEM} */
    Path certificate() {
        return folder.resolve("certificates/apiserver.crt");
    }

    /** Starts one more program beside it, which ends with it. */
    JavaProcess program(String name, Path program, Map<String, String> environment, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(arguments);
        JavaProcess process = JavaProcess.start(new JavaProcess.Command(
                name,
                List.of(),
                ForeignProgram.class.getName(),
                SMALL_JVM,
                command,
                environment,
                folder.resolve("logs").resolve(name + ".log")));
        processes.push(process);
        return process;
    }

    /** The newest first, so that nobody misses the API server or its store. */
    @Override
    public void close() {
        while (!processes.isEmpty()) {
            processes.pop().close();
        }
    }

    private void begin() throws IOException, GeneralSecurityException {
        Files.createDirectories(folder);
        ServiceAccountKeys keys = ServiceAccountKeys.make(folder);
        String store = etcd();
        Path tokens = Files.writeString(folder.resolve("tokens.csv"), token + ",admin,admin,system:masters\n");
        JavaProcess server = program(
                "kube-apiserver",
                programs.resolve("kube-apiserver"),
                Map.of(),
                List.of(
                        "--etcd-servers=" + store,
                        "--bind-address=" + ADDRESS,
                        "--advertise-address=" + ADDRESS,
                        "--secure-port=" + port,
                        "--cert-dir=" + folder.resolve("certificates"),
                        "--token-auth-file=" + tokens,
                        "--authorization-mode=RBAC",
                        "--service-cluster-ip-range=10.96.0.0/16",
                        "--service-account-issuer=https://kubernetes.default.svc",
                        "--service-account-key-file=" + keys.open(),
                        "--service-account-signing-key-file=" + keys.secret(),
                        // Of the endpoints of the service "kubernetes", which may not be on loopback.
                        "--endpoint-reconciler-type=none"));
        await(server, "kube-apiserver", () -> Files.exists(certificate()) && Ports.listening(port));
        api = new Api(server(), token, trust());
        await(server, "kube-apiserver", () -> !api.send("GET", "/readyz", "text/plain", new byte[0])
                .refused());
        writeKubeConfig();
        program(
                "kube-controller-manager",
                programs.resolve("kube-controller-manager"),
                Map.of(),
                List.of(
                        "--kubeconfig=" + kubeConfig(),
                        "--service-account-private-key-file=" + keys.secret(),
                        "--root-ca-file=" + certificate(),
                        "--leader-elect=false",
                        "--secure-port=0"));
        program(
                "kube-scheduler",
                programs.resolve("kube-scheduler"),
                Map.of(),
                List.of("--kubeconfig=" + kubeConfig(), "--leader-elect=false", "--secure-port=0"));
        await(server, "kube-controller-manager", () -> api.find("/api/v1/namespaces/default/serviceaccounts/default")
                .isPresent());
    }

    /** {@return URL of the store; nothing of it is forced to the disk, since it ends with the test} */
    private String etcd() {
        String client = "http://" + ADDRESS + ":" + Ports.free();
        String peer = "http://" + ADDRESS + ":" + Ports.free();
        program(
                "etcd",
                programs.resolve("server"),
                Map.of(),
                List.of(
                        "--data-dir=" + folder.resolve("etcd"),
                        "--unsafe-no-fsync",
                        "--listen-client-urls=" + client,
                        "--advertise-client-urls=" + client,
                        "--listen-peer-urls=" + peer,
                        "--initial-advertise-peer-urls=" + peer,
                        "--initial-cluster=default=" + peer));
        return client;
    }

    private static void await(JavaProcess process, String name, java.util.concurrent.Callable<Boolean> ready) {
        Awaitility.await(name)
                .atMost(READY)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(() -> {
                    if (!process.alive()) {
                        throw new AssertionError(name + " ended:\n" + process.logTail());
                    }
                    return ready.call();
                });
    }

    /** The server made its certificate for this address. */
    private SSLContext trust() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(certificate())) {
            int number = 0;
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("certificate-" + number++, each);
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }

    private void writeKubeConfig() {
        try {
            Files.writeString(kubeConfig(), """
                    apiVersion: v1
                    kind: Config
                    current-context: test
                    contexts: [{name: test, context: {cluster: test, user: admin}}]
                    clusters: [{name: test, cluster: {server: "%s", certificate-authority: "%s"}}]
                    users: [{name: admin, user: {token: "%s"}}]
                    """.formatted(server(), certificate(), token));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
