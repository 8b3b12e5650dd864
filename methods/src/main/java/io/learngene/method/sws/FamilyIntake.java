package io.learngene.method.sws;

import io.learngene.method.DistilledIntake;

/** Takes requests for families. */
final class FamilyIntake extends DistilledIntake<FamilyRequest> {

    FamilyIntake() {
        super(new Sws(), FamilyRequest.class, "families");
    }
}
