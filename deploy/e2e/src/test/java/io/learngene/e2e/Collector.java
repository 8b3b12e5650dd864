package io.learngene.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Takes spans as an OpenTelemetry collector does (OTLP, protobuf over HTTP), and keeps them. */
final class Collector implements AutoCloseable {

    private final Queue<Received> spans = new ConcurrentLinkedQueue<>();
    private final HttpServer server;

    /**
     * A span.
     *
     * @param service who sent it
     * @param span what it says
     */
    record Received(String service, Span span) {

        String trace() {
            return java.util.HexFormat.of().formatHex(span.getTraceId().toByteArray());
        }

        /** {@return ids of the traces that it has links to} */
        List<String> links() {
            return span.getLinksList().stream()
                    .map(link ->
                            java.util.HexFormat.of().formatHex(link.getTraceId().toByteArray()))
                    .toList();
        }

        String text(String attribute) {
            return span.getAttributesList().stream()
                    .filter(each -> each.getKey().equals(attribute))
                    .map(each -> each.getValue().getStringValue())
                    .findFirst()
                    .orElse("");
        }

        long number(String attribute) {
            return span.getAttributesList().stream()
                    .filter(each -> each.getKey().equals(attribute))
                    .mapToLong(each -> each.getValue().getIntValue())
                    .findFirst()
                    .orElse(0);
        }

        @Override
        public String toString() {
            return service + ": " + span.getName() + " in " + trace();
        }
    }

    Collector() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<Received> spans() {
        return List.copyOf(spans);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void take(HttpExchange exchange) throws IOException {
        ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(exchange.getRequestBody());
        for (ResourceSpans each : request.getResourceSpansList()) {
            String service = each.getResource().getAttributesList().stream()
                    .filter(attribute -> attribute.getKey().equals("service.name"))
                    .map(KeyValue::getValue)
                    .map(value -> value.getStringValue())
                    .findFirst()
                    .orElse("");
            each.getScopeSpansList().stream()
                    .map(ScopeSpans::getSpansList)
                    .flatMap(List::stream)
                    .forEach(span -> spans.add(new Received(service, span)));
        }
        exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }
}
