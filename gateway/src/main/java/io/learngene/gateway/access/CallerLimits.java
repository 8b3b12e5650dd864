package io.learngene.gateway.access;

import io.learngene.gateway.limit.Limited;
import io.learngene.gateway.limit.RateLimits;
import io.learngene.gateway.problem.Problems;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.quarkus.vertx.http.runtime.security.SecurityHandlerPriorities;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** Counts requests by their caller, as soon as it is known who that is, and before anything else is done for them. */
@ApplicationScoped
class CallerLimits {

    private static final int PRIORITY =
            (SecurityHandlerPriorities.AUTHENTICATION + SecurityHandlerPriorities.AUTHORIZATION) / 2;
    /** What one customer is given of IPv6 at the least, bytes. */
    private static final int IPV6_NETWORK = 8;

    private final RateLimits limits;

    CallerLimits(RateLimits limits) {
        this.limits = limits;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, PRIORITY);
    }

    private void check(RoutingContext context) {
        if (probed(context.normalizedPath())) {
            context.next();
            return;
        }
        Limited caller = caller(context);
        Optional<RateLimits.Refusal> refusal = limits.often(caller).or(() -> limits.begin(caller));
        if (refusal.isPresent()) {
            refuse(context, refusal.get());
        } else {
            context.addEndHandler(ended -> limits.end(caller));
            context.next();
        }
    }

    /** Who watches over a gateway sees it also while somebody asks too much. */
    private static boolean probed(String path) {
        return path.equals("/q/health") || path.startsWith("/q/health/") || path.equals("/q/metrics");
    }

    /**
     * Counts a request whose key or token is of no use.
     *
     * @param context the request
     * @return whether it was answered because there were too many from its address
     */
    boolean refuseStranger(RoutingContext context) {
        Optional<RateLimits.Refusal> refusal = limits.often(address(context.request()));
        refusal.ifPresent(each -> refuse(context, each));
        return refusal.isPresent();
    }

    private static Limited caller(RoutingContext context) {
        return Optional.ofNullable(context.user())
                .filter(QuarkusHttpUser.class::isInstance)
                .flatMap(user -> Callers.limited(((QuarkusHttpUser) user).getSecurityIdentity()))
                .orElseGet(() -> address(context.request()));
    }

    private static Limited address(HttpServerRequest request) {
        String address = request.remoteAddress().hostAddress();
        return new Limited(Limited.By.ADDRESS, network(address));
    }

    /** Whoever has one address of IPv6 has as many as he likes, of one network. What a proxy forwards may be a name: none is looked up. */
    static String network(String address) {
        try {
            if (address != null
                    && address.indexOf(':') >= 0
                    && InetAddress.getByName(address) instanceof Inet6Address v6) {
                return HexFormat.of().formatHex(Arrays.copyOf(v6.getAddress(), IPV6_NETWORK)) + "::/64";
            }
        } catch (UnknownHostException e) {
            // It is counted as it stands.
        }
        return String.valueOf(address);
    }

    private static void refuse(RoutingContext context, RateLimits.Refusal refusal) {
        context.response().putHeader("Retry-After", Integer.toString(refusal.seconds()));
        Problems.end(context, refusal.problem().problem());
    }
}
