package io.learngene.gateway.live;

import io.learngene.contracts.view.FamilyView;
import io.learngene.gateway.config.GatewayConfig;
import io.learngene.gateway.view.Families;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** Server-sent events of one family: its view, its points, a sign of life; the end of the family ends them. */
@ApplicationScoped
public class LiveEvents {

    /**
     * A client that is further behind with points and signs of life is cut off; it may come back, and gets the points it missed. Of
     * states only the newest waits for it, because every state of a family of thousands of jobs is megabytes of heap.
     */
    private static final int MOST_UNSENT = 128;

    /** More would not fit into what may be unsent. */
    private static final int MOST_MISSED = 100;

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
     * @param lastId id of the last event that the client got before; null if it is new
     * @return its events
     */
    public Multi<OutboundSseEvent> of(String family, String lastId) {
        AtomicReference<MultiEmitter<? super OutboundSseEvent>> others = new AtomicReference<>();
        Multi<OutboundSseEvent> signs = Multi.createFrom()
                .emitter(
                        emitter -> {
                            others.set(emitter);
                            signs(family, lastId, emitter);
                        },
                        MOST_UNSENT);
        Multi<OutboundSseEvent> states = Multi.createFrom()
                .<OutboundSseEvent>emitter(emitter -> states(family, emitter), BackPressureStrategy.LATEST)
                .onTermination()
                .invoke(() -> others.get().complete());
        // None is fetched ahead, or the states that wait would be more than one.
        return Multi.createBy().merging().withRequests(1).streams(signs, states);
    }

    private void states(String family, MultiEmitter<? super OutboundSseEvent> emitter) {
        // First listen, then look: a change in between is told twice and never missed. Only the end is told once.
        AtomicBoolean ended = new AtomicBoolean();
        Runnable noChanges = families.listen(view -> {
            if (view.family().equals(family)) {
                send(emitter, view, ended);
            }
        });
        emitter.onTermination(noChanges);
        families.find(family).map(families::view).ifPresent(view -> send(emitter, view, ended));
    }

    private void signs(String family, String lastId, MultiEmitter<? super OutboundSseEvent> emitter) {
        Reader reader = new Reader(emitter, lastId);
        Runnable noPoints;
        // Whatever comes meanwhile waits until what was missed is told.
        synchronized (reader) {
            noPoints = curves.listen(live -> {
                if (live.point().family().equals(family)) {
                    reader.tell(live);
                }
            });
            missed(family, lastId).forEach(reader::tell);
        }
        long pause = config.heartbeat().toMillis();
        ScheduledFuture<?> heartbeat = Infrastructure.getDefaultWorkerPool()
                .scheduleAtFixedRate(
                        () -> emitter.emit(
                                sse.newEventBuilder().comment("alive").build()),
                        pause,
                        pause,
                        TimeUnit.MILLISECONDS);
        emitter.onTermination(() -> {
            noPoints.run();
            heartbeat.cancel(false);
        });
    }

    /**
     * One who follows points. A family's have one order, so what is behind the last that was told was told: by the gateway before, where
     * this one has just started and reads the past, or by whoever looked at it while it came.
     */
    private final class Reader {
        private final MultiEmitter<? super OutboundSseEvent> emitter;
        private long told;

        Reader(MultiEmitter<? super OutboundSseEvent> emitter, String lastId) {
            this.emitter = emitter;
            this.told = isOurs(lastId) ? Long.parseLong(lastId) : -1;
        }

        synchronized void tell(LivePoint live) {
            if (live.offset() > told) {
                told = live.offset();
                send(emitter, live);
            }
        }
    }

    /** The state is told whole, so that only points can be missed, of which the newest are told; what is no id of ours is as good as none. */
    private List<LivePoint> missed(String family, String lastId) {
        List<LivePoint> points = isOurs(lastId) ? curves.after(family, Long.parseLong(lastId)) : List.of();
        return points.subList(Math.max(0, points.size() - MOST_MISSED), points.size());
    }

    private static boolean isOurs(String id) {
        return id != null && id.matches("[0-9]{1,18}");
    }

    private void send(MultiEmitter<? super OutboundSseEvent> emitter, LivePoint live) {
        emitter.emit(
                event("point", live.point()).id(Long.toString(live.offset())).build());
    }

    private void send(MultiEmitter<? super OutboundSseEvent> emitter, FamilyView view, AtomicBoolean ended) {
        if (!view.state().terminal()) {
            emitter.emit(event("family", view).build());
        } else if (ended.compareAndSet(false, true)) {
            emitter.emit(event("family", view).build());
            emitter.complete();
        }
    }

    private OutboundSseEvent.Builder event(String name, Object data) {
        return sse.newEventBuilder()
                .name(name)
                .mediaType(MediaType.APPLICATION_JSON_TYPE)
                .data(data.getClass(), data);
    }
}
