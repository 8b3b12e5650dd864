package io.learngene.gateway.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrictTransportTest {

    private static final String HEADER = "Strict-Transport-Security";

    private final Map<String, Object> headers = new HashMap<>();
    private final List<String> called = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({
        "true, foundry.example, max-age=31536000",
        "true, 127.0.0.1, max-age=31536000",
        "true, localhost,",
        "true, LOCALHOST,",
        "true,,",
        "false, foundry.example,"
    })
    void browsersAreToldToAskByTlsAloneWhereTheyDidAndTheNameIsNoOtherServers(boolean tls, String host, String told) {
        // When
        StrictTransport.say(request(tls, host == null ? null : HostAndPort.create(host, 8443)));

        // Then
        assertThat(headers.get(HEADER)).isEqualTo(told);
        assertThat(called).contains("next");
    }

    private RoutingContext request(boolean tls, HostAndPort authority) {
        HashMap<String, Object> answers = new HashMap<>();
        answers.put("isSSL", tls);
        answers.put("authority", authority);
        HttpServerRequest request = scripted(HttpServerRequest.class, answers);
        HttpServerResponse response = scripted(HttpServerResponse.class, Map.of());
        return scripted(RoutingContext.class, Map.of("request", request, "response", response));
    }

    /** Answers as it is told, and remembers what it is asked. */
    private <T> T scripted(Class<T> type, Map<String, Object> answers) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, given) -> {
                    called.add(method.getName());
                    if (method.getName().equals("putHeader")) {
                        headers.put(String.valueOf(given[0]), given[1]);
                    }
                    return answers.get(method.getName());
                }));
    }
}
