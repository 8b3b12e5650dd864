package io.learngene.gateway.guard;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;

/** Ends connections of clients that take nothing. */
public final class Connections {

    private Connections() {}

    /**
     * Ends a connection whatever waits to be sent on it: {@link HttpConnection#close} first waits until the client has taken that.
     *
     * @param request a request on it
     */
    public static void end(HttpServerRequest request) {
        ((ConnectionBase) request.connection()).channelHandlerContext().close();
    }
}
