package io.learngene.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** TCP ports on loopback. */
public final class Ports {

    // Below the ports that systems give to outgoing connections (32768 and up on Linux, 49152 and up elsewhere).
    // Between
    // choosing a port and listening on it, one of those could otherwise take it, or a client that waits for the port
    // could
    // be connected to itself.
    private static final int FIRST = 20_000;
    private static final int END = 32_768;
    private static final int ATTEMPTS = 1000;

    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private Ports() {}

    /** {@return a port that nothing listens on, and that was not given before in this process} */
    public static int free() {
        for (int i = 0; i < ATTEMPTS; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            if (GIVEN.add(port) && bindable(port)) {
                return port;
            }
        }
        throw new StackException("no free TCP port on loopback between " + FIRST + " and " + (END - 1));
    }

    private static boolean bindable(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * @param port a port
     * @return whether something accepts connections on it
     */
    public static boolean listening(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    static int orFree(int port, String what) {
        if (port == 0) {
            return free();
        }
        if (listening(port)) {
            throw new StackException(
                    "port " + port + " of the " + what + " is taken; stop what listens there, or choose another port");
        }
        return port;
    }
}
