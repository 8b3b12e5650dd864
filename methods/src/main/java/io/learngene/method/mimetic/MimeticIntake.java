package io.learngene.method.mimetic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.job.JobSpec;
import io.learngene.method.Contest;
import io.learngene.method.Intake;
import io.learngene.method.Planned;
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
    public List<Planned> plan(MimeticRequest request, Shelves shelves) {
        VitArchitecture model = request.model()
                .architecture(
                        shelves.classes(request.dataset()).size(),
                        request.dataset().imageSize());
        return Planned.of(MimicHandler.jobs(
                request, request.depths().stream().map(model::withDepth).toList()));
    }

    @Override
    public List<Training> trainings(MimeticRequest request, Shelves shelves) {
        VitArchitecture model = request.model()
                .architecture(
                        shelves.classes(request.dataset()).size(),
                        request.dataset().imageSize());
        return request.comparison().trainings(model.withDepth(Collections.max(request.depths())));
    }

    /** Nothing is learned before, so that these are trained as those from random weights are. */
    @Override
    public List<ObjectNode> compared(Contest contest) {
        ObjectNode fields = contest.fields(MimeticRequest.METHOD, contest.scratch());
        fields.set("model", Json.mapper().valueToTree(contest.shape()));
        fields.set("depths", Json.mapper().valueToTree(contest.depths()));
        fields.putObject("baselines");
        return List.of(fields);
    }
}
