package io.learngene.gateway.access;

import io.learngene.contracts.access.AccessKey;
import io.quarkus.security.identity.request.BaseAuthenticationRequest;

/** Asks whose a key is. */
final class KeyRequest extends BaseAuthenticationRequest {

    private final AccessKey key;

    KeyRequest(AccessKey key) {
        this.key = key;
    }

    AccessKey key() {
        return key;
    }
}
