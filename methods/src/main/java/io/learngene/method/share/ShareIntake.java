package io.learngene.method.share;

import io.learngene.method.DistilledIntake;

/** Takes requests for families of a single block. */
final class ShareIntake extends DistilledIntake<ShareRequest> {

    ShareIntake() {
        super(new Share(), ShareRequest.class, "shares");
    }
}
