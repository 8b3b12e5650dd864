package io.learngene.local.client;

import java.net.URI;
import java.net.URISyntaxException;

/** Addresses of gateways. */
public final class GatewayAddress {

    private GatewayAddress() {}

    /**
     * @param given URL that somebody named
     * @return the same as it is told and compared
     * @throws FoundryException if it is no URL of a gateway
     */
    public static String of(String given) {
        try {
            URI uri = new URI(given);
            boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (http && uri.getHost() != null && uri.getQuery() == null && uri.getFragment() == null) {
                return given.endsWith("/") ? given.substring(0, given.length() - 1) : given;
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        throw new FoundryException(
                FoundryException.USAGE,
                "'" + OneLine.of(given) + "' is no address of a gateway; give one such as http://localhost:8080");
    }

    /**
     * @param address address of a gateway
     * @return whether whatever is sent there can be read on its way
     */
    public static boolean readable(String address) {
        URI uri = URI.create(address);
        String host = uri.getHost();
        boolean here = host.equalsIgnoreCase("localhost") || host.startsWith("127.") || host.equals("[::1]");
        return "http".equalsIgnoreCase(uri.getScheme()) && !here;
    }
}
