package io.learngene.gateway.access;

import io.learngene.gateway.config.GatewayConfig.Access;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jboss.logging.Logger;

/** Keeps a gateway that asks nobody who it is from being reached from other machines. */
public final class Listening {

    private static final Logger LOG = Logger.getLogger(Listening.class);

    private Listening() {}

    /**
     * Says who is let in, where that is everybody.
     *
     * @param host address or name that the gateway is about to listen on
     * @param access who asks callers who they are
     * @throws IllegalStateException if nobody does and it is reached from elsewhere, with what to change
     */
    public static void require(String host, Access access) {
        if (access == Access.PROXY) {
            LOG.warnf(
                    "foundry.gateway.access=proxy: nobody is asked here who it is, and whoever reaches %s may do everything;"
                            + " see to it that only a proxy does, and that it asks",
                    host);
        } else if (access == Access.LOOPBACK && !loopback(host)) {
            throw new IllegalStateException("the gateway would listen on " + host
                    + " (FOUNDRY_HTTP_HOST), beyond this machine, and ask nobody who it is; set FOUNDRY_GATEWAY_ACCESS=keys, which"
                    + " asks for a key, or oidc, which takes tokens too, FOUNDRY_HTTP_HOST=127.0.0.1, or FOUNDRY_GATEWAY_ACCESS=proxy where only a proxy that"
                    + " asks can reach it");
        }
    }

    /** A name that is not known here is taken for one of elsewhere. */
    private static boolean loopback(String host) {
        try {
            return Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
