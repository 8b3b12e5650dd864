package io.learngene.e2e.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** A client that sends what it likes and takes what it likes. */
final class RawClient implements AutoCloseable {

    /** No answer: the connection was closed. */
    static final int CLOSED = -1;

    private final SocketChannel channel;
    private final Socket socket;

    /**
     * @param gateway its URL
     * @param request the beginning of a request
     */
    RawClient(String gateway, String request) throws IOException {
        URI address = URI.create(gateway);
        channel = SocketChannel.open();
        socket = channel.socket();
        // The system would let it grow to the size of a file.
        socket.setReceiveBufferSize(8 << 10);
        channel.connect(new InetSocketAddress(address.getHost(), address.getPort()));
        socket.setSoTimeout((int) Duration.ofSeconds(60).toMillis());
        socket.getOutputStream().write(request.getBytes(US_ASCII));
    }

    /** {@return status of the answer, of which no more is read} */
    int status() throws IOException {
        String line = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII), 64).readLine();
        return line == null ? CLOSED : Integer.parseInt(line.split(" ")[1]);
    }

    /** {@return status of the answer to a request that may be refused before it is sent whole} */
    int sendAndStatus(String rest) throws IOException {
        try {
            socket.getOutputStream().write(rest.getBytes(US_ASCII));
        } catch (IOException e) {
            // The answer is there all the same, unless the reset has overtaken it.
        }
        try {
            return status();
        } catch (IOException e) {
            return CLOSED;
        }
    }

    /** {@return status of the answer to a further request, which is read whole, so that others may follow} */
    int ask(String path) throws IOException {
        try {
            socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(US_ASCII));
            InputStream in = socket.getInputStream();
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int value = in.read();
                if (value < 0) {
                    return CLOSED;
                }
                head.append((char) value);
            }
            in.readNBytes(Integer.parseInt(head.toString().replaceFirst("(?si).*content-length: ([0-9]+).*", "$1")));
            return Integer.parseInt(head.substring(9, 12));
        } catch (IOException e) {
            return CLOSED;
        }
    }

    /** Sends until the other side takes no more for now, or all is sent. */
    void sendUntilFull(String requests) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(requests.getBytes(US_ASCII));
        channel.configureBlocking(false);
        while (bytes.hasRemaining() && channel.write(bytes) > 0) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
