package io.learngene.gateway.transfer;

import io.learngene.contracts.artefact.Learngene;
import io.learngene.gateway.access.Scope;
import io.learngene.gateway.config.GatewayConfig;
import io.learngene.gateway.config.Settings;
import io.learngene.gateway.quota.NoQuotas;
import io.learngene.gateway.submission.SmallSubmission;
import io.learngene.runtime.store.FolderStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What takes files and documents in, over a folder in place of a store, for a process of its own. */
public final class SmallGateway {

    /** As many as a gateway has threads. */
    public static final int CLIENTS = 32;

    private SmallGateway() {}

    /** Sends a file as all clients at once and prints an answer for each. */
    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[1]);
        Path folder = Path.of(arguments[2]);
        GatewayConfig config =
                Settings.of(Map.of("directory", folder.toString(), "transfers", Integer.toString(CLIENTS)));
        FolderStore store = new FolderStore(folder.resolve("store"));
        store.prepare();
        SmallSubmission submission = new SmallSubmission(store, config);
        Spool spool = new Spool(config);
        DatasetUploads datasets =
                new DatasetUploads(spool, store, submission.datasets(), NoQuotas.quotas(), InstantSource.system());
        AncestorUploads ancestors = new AncestorUploads(
                spool,
                store,
                submission.manifests(),
                submission.catalogue(),
                Settings.foundry(),
                NoQuotas.quotas(),
                InstantSource.system());
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        List<Future<String>> answers = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            String id = "client-" + i;
            answers.add(clients.submit(() -> answer(() -> {
                try (InputStream body = Files.newInputStream(file)) {
                    switch (arguments[0]) {
                        case "dataset" -> datasets.put(id, body, -1);
                        case "weights" -> ancestors.put(id, "model.safetensors", body, -1);
                        case "config" -> {
                            ancestors.put(id, "config.json", body, -1);
                            ancestors.publish(id);
                        }
                        case "list" -> submission.catalogue().learngenes(Scope.ALL, 1000, null, Learngene::id);
                        default -> submission.read(body);
                    }
                }
            })));
        }
        for (Future<String> answer : answers) {
            System.out.println(answer.get());
        }
        clients.shutdown();
    }

    private interface Request {
        void send() throws IOException;
    }

    private static String answer(Request request) throws IOException {
        try {
            request.send();
            return "accepted";
        } catch (RuntimeException e) {
            return e.getMessage().replace('\n', ' ');
        }
    }
}
