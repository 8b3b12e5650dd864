package io.learngene.gateway.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;

/** Requests byte for byte, which no client of a library would send. */
final class RawRequest {

    /** The connection was closed without an answer. */
    static final int CLOSED = -1;

    private RawRequest() {}

    static Socket open(URI gateway) throws IOException {
        Socket client = new Socket(gateway.getHost(), gateway.getPort());
        client.setSoTimeout((int) Duration.ofSeconds(30).toMillis());
        return client;
    }

    /** {@return the status of the answer to a request on a connection of its own, or {@link #CLOSED}} */
    static int status(URI gateway, String head, byte... body) throws IOException {
        return Integer.parseInt(answer(gateway, head, body).replaceFirst("(?s)^HTTP/1.[01] ([0-9]+).*", "$1"));
    }

    /** {@return the whole answer to a request on a connection of its own; {@code -1} if there was none} */
    static String answer(URI gateway, String head, byte... body) throws IOException {
        try (Socket client = open(gateway)) {
            OutputStream out = client.getOutputStream();
            out.write((head + "Connection: close\r\n\r\n").getBytes(ISO_8859_1));
            out.write(body);
            String answer = new String(client.getInputStream().readAllBytes(), ISO_8859_1);
            return answer.isEmpty() ? Integer.toString(CLOSED) : answer;
        }
    }

    /** {@return the status of the answer to a request on a connection that stays open} */
    static int status(Socket client, String head, byte... body) throws IOException {
        OutputStream out = client.getOutputStream();
        out.write((head + "Content-Length: " + body.length + "\r\n\r\n").getBytes(ISO_8859_1));
        out.write(body);
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) {
            int read = client.getInputStream().read();
            if (read < 0) {
                return CLOSED;
            }
            answer.append((char) read);
        }
        int length = Integer.parseInt(answer.toString().replaceFirst("(?is).*\r\ncontent-length: ([0-9]+).*", "$1"));
        client.getInputStream().readNBytes(length);
        return Integer.parseInt(answer.toString().replaceFirst("(?s)^HTTP/1.1 ([0-9]+).*", "$1"));
    }
}
