package io.learngene.gateway.transfer;

import io.learngene.gateway.config.GatewayConfig;
import io.learngene.gateway.guard.Connections;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** Bounds downloads: how many there are at the same time, and how long a client may take nothing. */
@ApplicationScoped
class Outgoing {

    private static final Logger LOG = Logger.getLogger(Outgoing.class);

    private final Slots slots;
    private final Duration patience;
    private final CurrentVertxRequest current;
    private final Vertx vertx;

    Outgoing(GatewayConfig config, CurrentVertxRequest current, Vertx vertx) {
        this.slots = new Slots("downloads", config.transfers());
        this.patience = config.clientPatience();
        this.current = current;
        this.vertx = vertx;
    }

    /** {@return whether the current request takes a body: ranges are for GET alone, and HEAD tells of the whole} */
    boolean isGet() {
        return current.getCurrent().request().method().equals(HttpMethod.GET);
    }

    /**
     * @param length bytes of a file
     * @param body writes it
     * @return the same with a slot of its own, which is taken now
     * @throws io.learngene.gateway.problem.ProblemException 503 if there is none
     */
    StreamingOutput bounded(long length, StreamingOutput body) {
        Slots.Slot slot = slots.take();
        RoutingContext exchange = current.getCurrent();
        AtomicBoolean begun = new AtomicBoolean();
        // An answer without its body, to HEAD or to a client that is gone, is never written.
        exchange.addEndHandler(ended -> {
            if (!begun.get()) {
                slot.close();
            }
        });
        return ignored -> {
            begun.set(true);
            try (slot) {
                write(body, exchange, length);
            }
        };
    }

    private void write(StreamingOutput body, RoutingContext exchange, long length) throws IOException {
        PacedOutput paced = new PacedOutput(new ResponseOutput(exchange.response(), length), System::nanoTime);
        long timer = vertx.setPeriodic(Math.max(1, patience.toMillis() / 4), tick -> endIfStuck(exchange, paced));
        try {
            // Not to be closed: after a failure nothing more is to be sent.
            OutputStream out = new BufferedOutputStream(paced, PacedOutput.PIECE);
            body.write(out);
            out.flush();
        } catch (ResponseOutput.ClientGoneException e) {
            LOG.debugf("%s broke off: %s", exchange.request().path(), e.getMessage());
        } catch (IOException | RuntimeException e) {
            if (!exchange.response().headWritten()) {
                throw e;
            }
            // Half of a file is sent. That it is not whole can only be told by the end of the connection.
            LOG.warnf("%s broke off: %s", exchange.request().path(), e);
            Connections.end(exchange.request());
        } finally {
            vertx.cancelTimer(timer);
        }
    }

    private void endIfStuck(RoutingContext exchange, PacedOutput paced) {
        if (paced.waiting() >= patience.toNanos()) {
            LOG.infof(
                    "%s ended: the client has taken nothing for %d s",
                    exchange.request().path(), patience.toSeconds());
            Connections.end(exchange.request());
        }
    }
}
