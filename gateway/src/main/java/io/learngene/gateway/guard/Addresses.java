package io.learngene.gateway.guard;

import io.learngene.gateway.config.GatewayConfig;
import io.learngene.gateway.problem.ProblemException;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Keeps pages of other sites out, whom a browser would let in by a name that resolves to this address (DNS rebinding), or
 * whose requests it would send (cross-site request forgery). It authenticates nobody.
 */
@ApplicationScoped
class Addresses {

    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    /** A browser takes an address for a name only where a person has typed the address: nobody can rebind it. */
    private static final Pattern ADDRESS =
            Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[?[0-9a-fA-F:.]*:[0-9a-fA-F:.]*]?");

    /** Probes come under any name, and there is nothing to be had there. */
    private static final Set<String> PROBED = Set.of("/q/health", "/q/metrics");

    private static final String ORIGIN = "Origin";
    private static final String SITE = "Sec-Fetch-Site";

    /** A page of the gateway, or a person who typed. */
    private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

    private final Set<String> hosts;

    Addresses(GatewayConfig config) {
        this.hosts = config.hosts().orElse(Set.of()).stream()
                .map(host -> host.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, Guards.ADDRESS);
    }

    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        HostAndPort authority = request.authority();
        if (probed(context.normalizedPath())) {
            context.next();
        } else if (authority == null || !known(authority.host())) {
            Guards.refuse(
                    context,
                    new ProblemException(
                            421,
                            "Misdirected Request",
                            "Host: '" + request.getHeader("Host") + "' is no name of this gateway; use its address,"
                                    + " localhost, or a name that the operator has given in foundry.gateway.hosts",
                            "Host"));
        } else if (!READING.contains(request.method()) && !ownPage(request, authority)) {
            Guards.refuse(
                    context,
                    new ProblemException(
                            403,
                            "Forbidden",
                            "Origin: " + origin(request) + " is another site than the gateway's; its"
                                    + " pages may not change anything here, unless the operator has given its name in"
                                    + " foundry.gateway.hosts",
                            "Origin"));
        } else {
            context.next();
        }
    }

    /** As the path is routed: what leads out of it by dots is another. */
    private static boolean probed(String path) {
        return PROBED.stream().anyMatch(probe -> path.equals(probe) || path.startsWith(probe + "/"));
    }

    private boolean known(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || name.endsWith(".localhost")
                || ADDRESS.matcher(name).matches()
                || hosts.contains(name);
    }

    private static String origin(HttpServerRequest request) {
        String origin = request.getHeader(ORIGIN);
        return origin == null ? "Sec-Fetch-Site '" + request.getHeader(SITE) + "'" : "'" + origin + "'";
    }

    /** Only browsers send an origin, or where they come from in its place. */
    private boolean ownPage(HttpServerRequest request, HostAndPort authority) {
        String origin = request.getHeader(ORIGIN);
        if (origin == null) {
            String site = request.getHeader(SITE);
            return site == null || OWN_SITE.contains(site);
        }
        try {
            URI page = URI.create(origin);
            int standard = "https".equals(page.getScheme()) ? 443 : 80;
            int port = page.getPort() >= 0 ? page.getPort() : standard;
            int own = authority.port() >= 0 ? authority.port() : standard;
            return page.getHost() != null
                    && (authority.host().equalsIgnoreCase(page.getHost()) && own == port
                            || hosts.contains(page.getHost().toLowerCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
