package io.learngene.method;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.InitialModel;
import io.learngene.contracts.artefact.ModelManifest;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.job.JobSpec;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Timeout;

/** Whatever a request asks for, what comes of it is planned, or it is refused with a field and a remedy. */
class RequestFuzzTest {

    private static final List<String> CLASSES = List.of("cat", "dog", "fish");

    /** What is not there is refused as the gateway does it. */
    private final Shelves shelves = new EmptyShelves(CLASSES) {
        @Override
        public ModelManifest model(String family, String name) {
            throw new InvalidFieldException("from", name, "there is no such model");
        }

        @Override
        public InitialModel initialModel(String family, String name) {
            throw new InvalidFieldException("from", name, "there is no such model");
        }
    };

    @FuzzTest
    @Timeout(60)
    void isPlannedOrRefused(byte[] document) {
        JsonNode tree = tree(document);
        if (tree == null) {
            return;
        }
        try {
            plan(Json.readStrict(tree, MethodRequest.class));
        } catch (InvalidFieldException refused) {
            Refusal.check(refused);
        }
    }

    private <R extends MethodRequest> void plan(R request) {
        JobSpec first = Methods.intake(request).first(request, shelves);
        MethodRequest complete = first.opens().orElseThrow();
        assertThat(Json.read(Json.write(first), JobSpec.class)).isEqualTo(first);
        complete(complete);
    }

    private <R extends MethodRequest> void complete(R request) {
        Intake<R> intake = Methods.intake(request);
        intake.trainings(request, shelves);
        PlannedCosts.of(intake.plan(request, shelves), 1000, CLASSES.size());
    }

    /** What is no JSON is the gateway's to refuse. */
    private static JsonNode tree(byte[] document) {
        try {
            return Json.mapper().readTree(document);
        } catch (IOException e) {
            return null;
        }
    }
}
