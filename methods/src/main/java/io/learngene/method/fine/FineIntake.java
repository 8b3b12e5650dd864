package io.learngene.method.fine;

import io.learngene.method.DistilledIntake;

/** Takes requests for families of shared singular vectors. */
final class FineIntake extends DistilledIntake<FineRequest> {

    FineIntake() {
        super(new Fine(), FineRequest.class, "fines");
    }
}
