package io.learngene.local.command;

import io.learngene.contracts.Json;
import io.learngene.local.client.FoundryException;
import io.learngene.local.stack.LocalStack;
import io.learngene.local.stack.StackSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "queue",
        mixinStandardHelpOptions = true,
        description =
                "Times submissions: a broker, a store and a gateway of its own, no workers, 16 connections; then counts"
                        + " whether every accepted family is known.")
final class BenchQueueCommand implements Callable<Integer> {

    private static final byte[] REQUEST =
            "{\"name\": \"bench\", \"dataset\": \"synthetic-shapes\"}".getBytes(StandardCharsets.UTF_8);

    @Option(names = "--requests", description = "Timed submissions (default: ${DEFAULT-VALUE}).")
    private int requests = 5000;

    @Option(names = "--connections", description = "Connections (default: ${DEFAULT-VALUE}).")
    private int connections = 16;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    private record Report(
            double submissionsPerSecond, int accepted, int lost, double p50Ms, double p99Ms, int connections) {}

    @Override
    public Integer call() throws Exception {
        Numbers.positive("--requests", requests);
        Numbers.positive("--connections", connections);
        Path state = Files.createTempDirectory("foundry-bench");
        StackSettings settings = StackSettings.read(state).onFreePorts();
        try (LocalStack stack = LocalStack.start(settings, true, line -> System.err.println("  " + line))) {
            submit(stack.gateway(), 1000, new ConcurrentLinkedQueue<>());
            ConcurrentLinkedQueue<Double> milliseconds = new ConcurrentLinkedQueue<>();
            long start = System.nanoTime();
            Set<String> accepted = submit(stack.gateway(), requests, milliseconds);
            double seconds = (System.nanoTime() - start) / 1e9;
            int lost = lost(stack.gateway(), accepted);
            double[] sorted = milliseconds.stream()
                    .mapToDouble(Double::doubleValue)
                    .sorted()
                    .toArray();
            print(new Report(
                    accepted.size() / seconds,
                    accepted.size(),
                    lost,
                    sorted[sorted.length / 2],
                    sorted[(int) (sorted.length * 0.99)],
                    connections));
            return lost == 0 && accepted.size() == requests ? 0 : FoundryException.FAILED;
        } finally {
            try (Stream<Path> files = Files.walk(state)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private Set<String> submit(String gateway, int count, ConcurrentLinkedQueue<Double> milliseconds)
            throws InterruptedException {
        Set<String> families = ConcurrentHashMap.newKeySet();
        AtomicInteger left = new AtomicInteger(count);
        List<Thread> threads = new ArrayList<>();
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway + "/families"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(REQUEST))
                .build();
        for (int i = 0; i < connections; i++) {
            Thread thread = new Thread(() -> {
                // A client of its own is a connection of its own.
                HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                while (left.getAndDecrement() > 0) {
                    long start = System.nanoTime();
                    try {
                        HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
                        if (answer.statusCode() == 202) {
                            families.add(Json.read(answer.body(), com.fasterxml.jackson.databind.JsonNode.class)
                                    .get("family")
                                    .asText());
                        }
                    } catch (IOException | InterruptedException e) {
                        return;
                    }
                    milliseconds.add((System.nanoTime() - start) / 1e6);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return families;
    }

    private static int lost(String gateway, Set<String> families) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        int lost = 0;
        for (String family : families) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(gateway + "/families/" + family))
                    .build();
            if (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() != 200) {
                lost++;
            }
        }
        return lost;
    }

    private void print(Report r) {
        if (json) {
            System.out.println(new String(Json.write(r), StandardCharsets.UTF_8));
        } else {
            System.out.printf(
                    Locale.ROOT,
                    "%.0f submissions/s over %d connections, %d accepted, %d lost, median %.1f ms, 99%% below %.1f ms%n",
                    r.submissionsPerSecond(),
                    r.connections(),
                    r.accepted(),
                    r.lost(),
                    r.p50Ms(),
                    r.p99Ms());
        }
    }
}
