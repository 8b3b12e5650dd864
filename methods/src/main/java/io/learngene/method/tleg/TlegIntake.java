package io.learngene.method.tleg;

import io.learngene.method.DistilledIntake;

/** Takes requests for families by linear expansion. */
final class TlegIntake extends DistilledIntake<TlegRequest> {

    TlegIntake() {
        super(new Tleg(), TlegRequest.class, "tlegs");
    }
}
