package io.learngene.gateway.transfer;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.ExecutionException;

/**
 * The body of an answer, straight to its connection: a write returns when the connection has taken all of it, so that no more than
 * one waits in memory. The server's own stream queues whatever it is given as long as the writing thread has the request's
 * context, as every thread of a resource has, and with it the whole file for a client that reads nothing
 * (<a href="https://github.com/quarkusio/quarkus/issues/41635">quarkus issue 41635</a>).
 */
final class ResponseOutput extends OutputStream {

    private final HttpServerResponse response;
    private final long length;

    /** Nothing is wrong here: the client has ended the connection, or was ended. */
    static final class ClientGoneException extends IOException {

        private ClientGoneException(Throwable cause) {
            super("the connection has ended: " + cause.getMessage(), cause);
        }
    }

    /**
     * @param response where to; its body is written here alone
     * @param length bytes that will be written
     */
    ResponseOutput(HttpServerResponse response, long length) {
        this.response = response;
        this.length = length;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        if (!response.headWritten()) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(length));
        }
        try {
            response.write(Buffer.buffer(count).appendBytes(bytes, offset, count))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
        } catch (ExecutionException e) {
            throw new ClientGoneException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a client took its file");
        }
    }
}
