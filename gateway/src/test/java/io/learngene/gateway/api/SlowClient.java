package io.learngene.gateway.api;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.ArtefactRef;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.gateway.view.Samples;
import io.learngene.runtime.store.ArtefactStore;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;

/** Clients that begin and then bring, or take, nothing. */
final class SlowClient {

    private SlowClient() {}

    /** {@return a client whose request has a body of 1,000 bytes, of which one has come} */
    static Socket bringing(URI gateway, String method, String path) throws IOException {
        return begin(
                gateway,
                method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 1000\r\n\r\n{");
    }

    /** {@return a client that asked for a file and reads nothing of it} */
    static Socket taking(URI gateway, String path) throws IOException {
        return begin(gateway, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    /** {@return a client that asked many times and reads no answer} */
    static Socket asking(URI gateway, String path, int times) throws IOException {
        return begin(gateway, ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").repeat(times));
    }

    /** {@return whether the other side has ended the connection, without reading from it} */
    static boolean ended(Socket client) {
        try {
            client.getOutputStream().write('\n');
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** {@return path of a file that is more than the buffers in between hold} */
    static String largeFile(ArtefactStore store) {
        String id = "large-00000001";
        ArtefactRef weights = store.put("learngene.safetensors", "test/" + id, new byte[32 << 20]);
        store.create(StoreKeys.learngeneManifest(id), Json.write(Samples.learngeneOf(id, weights)));
        return "/learngenes/" + id + "/files/learngene.safetensors";
    }

    private static Socket begin(URI gateway, String request) throws IOException {
        Socket client = new Socket();
        // The system would let it grow to the size of the file.
        client.setReceiveBufferSize(8 << 10);
        client.connect(new InetSocketAddress(gateway.getHost(), gateway.getPort()));
        client.setSoTimeout((int) Duration.ofSeconds(60).toMillis());
        client.getOutputStream().write(request.getBytes(US_ASCII));
        return client;
    }
}
