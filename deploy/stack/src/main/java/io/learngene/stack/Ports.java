package io.learngene.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** TCP ports on loopback. */
public final class Ports {

    private Ports() {}

    /** {@return a port that nothing listens on} */
    public static int free() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new StackException("no free TCP port on loopback: " + e.getMessage());
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
