package io.learngene.gateway.live;

import static io.learngene.gateway.view.Samples.FAMILY;
import static org.assertj.core.api.Assertions.assertThat;

import io.learngene.gateway.config.Settings;
import io.learngene.gateway.view.Families;
import io.learngene.gateway.view.OneFamily;
import io.learngene.runtime.messaging.KafkaSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.resteasy.reactive.server.jaxrs.SseImpl;
import org.junit.jupiter.api.Test;

class LiveEventsTest {

    @Test
    void endThatComesWhileItIsToldIsToldOnce() {
        // Given: a change that is heard of while the client is given what was found
        OneFamily family = OneFamily.atItsEnd();
        Families families = family.families();
        Curves curves = new Curves(KafkaSettings.of("localhost:1"), families, null, new SimpleMeterRegistry());
        LiveEvents events = new LiveEvents(families, curves, new SseImpl(), Settings.of(Map.of()));
        List<OutboundSseEvent> told = new ArrayList<>();
        AtomicBoolean completed = new AtomicBoolean();

        // When
        events.of(FAMILY, null)
                .onCompletion()
                .invoke(() -> completed.set(true))
                .subscribe()
                .with(event -> {
                    told.add(event);
                    family.tell();
                });

        // Then
        assertThat(told).hasSize(1);
        assertThat(completed).isTrue();
    }

    @Test
    void onlyTheNewestStateWaitsForAClientThatTakesNothing() {
        // Given
        OneFamily family = OneFamily.running();
        Families families = family.families();
        Curves curves = new Curves(KafkaSettings.of("localhost:1"), families, null, new SimpleMeterRegistry());
        LiveEvents events = new LiveEvents(families, curves, new SseImpl(), Settings.of(Map.of()));
        AssertSubscriber<OutboundSseEvent> client =
                events.of(FAMILY, null).subscribe().withSubscriber(AssertSubscriber.create(0));

        // When
        for (int change = 0; change < 1_000; change++) {
            family.tell();
        }

        // Then: one is on its way to the client, one waits
        client.request(1_000);
        assertThat(client.getItems()).hasSizeBetween(1, 2);
        client.assertNotTerminated();
        client.cancel();
    }
}
