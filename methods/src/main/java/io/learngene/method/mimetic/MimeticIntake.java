package io.learngene.method.mimetic;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.job.JobSpec;
import io.learngene.method.Intake;
import io.learngene.method.Shelves;
import java.util.Collections;
import java.util.List;

/** Takes requests for models whose attention begins as trained attention looks. */
final class MimeticIntake implements Intake<MimeticRequest> {

    @Override
    public Class<MimeticRequest> type() {
        return MimeticRequest.class;
    }

    @Override
    public String collection() {
        return "mimetics";
    }

    @Override
    public JobSpec first(MimeticRequest request, Shelves shelves) {
        return new MimicJob(request.on(shelves.pin(request.dataset())));
    }

    @Override
    public List<Training> trainings(MimeticRequest request, Shelves shelves) {
        VitArchitecture model = request.model()
                .architecture(
                        shelves.classes(request.dataset()).size(),
                        request.dataset().imageSize());
        return request.comparison().trainings(model.withDepth(Collections.max(request.depths())));
    }
}
