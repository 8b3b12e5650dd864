package io.learngene.stack;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between a client and a server on loopback and does to their connections what networks do. Without a fault it passes everything
 * on.
 */
public final class TcpProxy implements AutoCloseable {

    /** What goes wrong, in connections that are there and new ones. */
    public sealed interface Fault {

        /** Nothing. */
        record None() implements Fault {}

        /**
         * Every piece of an answer takes longer.
         *
         * @param pause how much
         */
        record Slow(Duration pause) implements Fault {}

        /** Connections are accepted and stay open, and nothing passes, until there is another fault or none. */
        record Hanging() implements Fault {}

        /**
         * Answers break off.
         *
         * @param bytes bytes of a connection that are passed on before it is cut
         */
        record Truncated(long bytes) implements Fault {}

        /**
         * The server does what it was asked for, and its answer is lost with the connection. Once; then nothing is wrong any more.
         *
         * @param request text in the head of the request that is meant
         */
        record LostAnswer(String request) implements Fault {}

        /** Every request of HTTP is answered in the server's place, as by a store that has too much to do: 503, in S3's words. */
        record Unavailable() implements Fault {}
    }

    private static final Fault NONE = new Fault.None();
    private static final int PIECE = 16 << 10;

    private static final String SLOW_DOWN =
            "<Error><Code>SlowDown</Code><Message>Reduce your request rate.</Message></Error>";
    private static final byte[] UNAVAILABLE = String.join(
                    "\r\n",
                    "HTTP/1.1 503 Service Unavailable",
                    "Content-Type: application/xml",
                    "Content-Length: " + SLOW_DOWN.length(),
                    "Connection: close",
                    "",
                    SLOW_DOWN)
            .getBytes(StandardCharsets.UTF_8);

    private final int target;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Object change = new Object();
    private volatile Fault fault = NONE;
    private volatile boolean closed;
    private ServerSocket door;
    private Thread doorman;

    private TcpProxy(int target, int port) {
        this.target = target;
        this.port = port;
    }

    /**
     * @param target port of the server, on loopback
     * @return a proxy on a free port, which passes everything on
     */
    public static TcpProxy before(int target) {
        TcpProxy proxy = new TcpProxy(target, Ports.free());
        proxy.listen();
        return proxy;
    }

    /** {@return port that clients connect to} */
    public int port() {
        return port;
    }

    /**
     * @param next what goes wrong from now on
     */
    public void become(Fault next) {
        synchronized (change) {
            fault = next;
            change.notifyAll();
        }
    }

    /** Passes everything on, and listens again if it did not. */
    public void mend() {
        become(NONE);
        listen();
    }

    /** Cuts every connection; new ones are taken. */
    public void cut() {
        open.forEach(TcpProxy::close);
    }

    /** Cuts every connection, and new ones are refused. */
    public void refuse() {
        Thread until;
        synchronized (change) {
            close(door);
            door = null;
            until = doorman;
        }
        // The system takes connections until whoever waits for one has left the closed door.
        awaitEnd(until);
        cut();
    }

    @Override
    public void close() {
        closed = true;
        become(NONE);
        refuse();
    }

    private void listen() {
        synchronized (change) {
            if (door != null || closed) {
                return;
            }
            try {
                ServerSocket opened = new ServerSocket();
                opened.setReuseAddress(true);
                opened.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                door = opened;
                doorman = begin("proxy " + port, () -> accept(opened));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot listen on port " + port, e);
            }
        }
    }

    private void accept(ServerSocket opened) {
        while (!opened.isClosed()) {
            try {
                connect(opened.accept());
            } catch (IOException e) {
                // Closed, or a client that is gone already.
                continue;
            }
        }
    }

    private void connect(Socket client) {
        open.add(client);
        try {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            open.add(server);
            Connection connection = new Connection(client, server);
            begin("proxy to " + target, connection::requests);
            begin("proxy from " + target, connection::answers);
        } catch (IOException e) {
            // As the server would.
            close(client);
            open.remove(client);
        }
    }

    private final class Connection {
        private final Socket client;
        private final Socket server;
        private final AtomicInteger directions = new AtomicInteger(2);
        /** Whether the answer that comes next is the one to lose. */
        private volatile boolean marked;

        private long answered;

        Connection(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void requests() {
            pass(client, server, (piece, length, out) -> {
                awaitNoHanging();
                if (fault instanceof Fault.Unavailable) {
                    answerUnavailable();
                }
                if (fault instanceof Fault.LostAnswer lost
                        && new String(piece, 0, length, StandardCharsets.ISO_8859_1).contains(lost.request())) {
                    marked = true;
                }
                out.write(piece, 0, length);
            });
        }

        /** What is still coming is read: a connection that is closed before is reset, and its answer lost. */
        private void answerUnavailable() throws IOException {
            client.getOutputStream().write(UNAVAILABLE);
            client.shutdownOutput();
            client.getInputStream().transferTo(OutputStream.nullOutputStream());
            throw new IOException("answered in the server's place");
        }

        void answers() {
            pass(server, client, this::answer);
        }

        private void answer(byte[] piece, int length, OutputStream out) throws IOException {
            awaitNoHanging();
            if (marked) {
                become(NONE);
                throw new IOException("the answer is lost");
            }
            if (fault instanceof Fault.Slow slow) {
                await(slow);
            }
            if (fault instanceof Fault.Truncated truncated && answered + length > truncated.bytes()) {
                out.write(piece, 0, (int) Math.max(0, truncated.bytes() - answered));
                out.flush();
                throw new IOException("the answer breaks off");
            }
            answered += length;
            out.write(piece, 0, length);
        }

        private void pass(Socket from, Socket to, Passage passage) {
            byte[] piece = new byte[PIECE];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                    passage.pass(piece, length, out);
                    out.flush();
                }
                to.shutdownOutput();
                if (directions.decrementAndGet() == 0) {
                    end();
                }
            } catch (IOException e) {
                end();
            }
        }

        private void end() {
            for (Socket each : List.of(client, server)) {
                TcpProxy.close(each);
                open.remove(each);
            }
        }
    }

    private interface Passage {
        void pass(byte[] piece, int length, OutputStream out) throws IOException;
    }

    private void awaitNoHanging() throws IOException {
        synchronized (change) {
            while (fault instanceof Fault.Hanging && !closed) {
                await(0);
            }
        }
    }

    /** Ends early where the fault changes. */
    private void await(Fault.Slow slow) throws IOException {
        long end = System.nanoTime() + slow.pause().toNanos();
        synchronized (change) {
            for (long left = slow.pause().toNanos(); left > 0 && fault == slow; left = end - System.nanoTime()) {
                await(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
            }
        }
    }

    private void await(long millis) throws IOException {
        try {
            change.wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static Thread begin(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void awaitEnd(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(AutoCloseable each) {
        try {
            if (each != null) {
                each.close();
            }
        } catch (Exception e) {
            throw new IllegalStateException("a socket did not close", e);
        }
    }
}
