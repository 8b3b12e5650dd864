package io.learngene.method.wave;

import io.learngene.method.DistilledIntake;

/** Takes requests for families of weight templates. */
final class WaveIntake extends DistilledIntake<WaveRequest> {

    WaveIntake() {
        super(new Wave(), WaveRequest.class, "waves");
    }
}
