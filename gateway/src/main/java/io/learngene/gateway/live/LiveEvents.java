package io.learngene.gateway.live;

import io.learngene.contracts.view.FamilyView;
import io.learngene.gateway.config.GatewayConfig;
import io.learngene.gateway.view.Families;
import io.learngene.gateway.view.FamilyViews;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Server-sent events of one family: its view, its points, a sign of life; the end of the family ends them. */
@ApplicationScoped
public class LiveEvents {

    /** A client that is further behind is cut off; it may come back and gets the newest state at once. */
    private static final int MOST_UNSENT = 512;

    private final Families families;
    private final Curves curves;
    private final Sse sse;
    private final GatewayConfig config;

    LiveEvents(Families families, Curves curves, Sse sse, GatewayConfig config) {
        this.families = families;
        this.curves = curves;
        this.sse = sse;
        this.config = config;
    }

    /**
     * @param family a family that is known
     * @return its events
     */
    public Multi<OutboundSseEvent> of(String family) {
        return Multi.createFrom().emitter(emitter -> begin(family, emitter), MOST_UNSENT);
    }

    private void begin(String family, MultiEmitter<? super OutboundSseEvent> emitter) {
        // First listen, then look: a change in between is told twice and never missed.
        Runnable noChanges = families.listen(view -> {
            if (view.family().equals(family)) {
                send(emitter, view);
            }
        });
        Runnable noPoints = curves.listen(point -> {
            if (point.family().equals(family)) {
                emitter.emit(event("point", point));
            }
        });
        long pause = config.heartbeat().toMillis();
        ScheduledFuture<?> heartbeat = Infrastructure.getDefaultWorkerPool()
                .scheduleAtFixedRate(
                        () -> emitter.emit(
                                sse.newEventBuilder().comment("alive").build()),
                        pause,
                        pause,
                        TimeUnit.MILLISECONDS);
        emitter.onTermination(() -> {
            noChanges.run();
            noPoints.run();
            heartbeat.cancel(false);
        });
        families.find(family).map(FamilyViews::of).ifPresent(view -> send(emitter, view));
    }

    private void send(MultiEmitter<? super OutboundSseEvent> emitter, FamilyView view) {
        emitter.emit(event("family", view));
        if (view.state().terminal()) {
            emitter.complete();
        }
    }

    private OutboundSseEvent event(String name, Object data) {
        return sse.newEventBuilder()
                .name(name)
                .mediaType(MediaType.APPLICATION_JSON_TYPE)
                .data(data.getClass(), data)
                .build();
    }
}
