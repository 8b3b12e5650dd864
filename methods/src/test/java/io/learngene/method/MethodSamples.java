package io.learngene.method;

import io.learngene.contracts.Json;
import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.InitialModel;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.artefact.Origin;
import io.learngene.contracts.artefact.Provenance;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import io.learngene.contracts.recipe.TrainingRecipe;
import io.learngene.method.Samples.Sample;
import io.learngene.method.mimetic.MimeticRequest;
import io.learngene.method.mimetic.MimicJob;
import io.learngene.method.mimetic.Mimicked;
import io.learngene.method.mimetic.MimickedManifest;
import io.learngene.method.selection.BlockInfluence;
import io.learngene.method.selection.LayerRule;
import io.learngene.method.selection.SelectJob;
import io.learngene.method.selection.Selected;
import io.learngene.method.selection.SelectedManifest;
import io.learngene.method.selection.SelectionRequest;
import io.learngene.method.share.ShareInitialisation;
import io.learngene.method.share.ShareOrigin;
import io.learngene.method.share.ShareRequest;
import io.learngene.method.tleg.TlegInitialisation;
import io.learngene.method.tleg.TlegOrigin;
import io.learngene.method.tleg.TlegRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One of every job, manifest, recipe and origin of the methods beside Stage-wise Weight Sharing. */
final class MethodSamples {

    private static final Instant AT = Instant.parse("2026-11-27T12:00:00Z");
    private static final String FAMILY = "pets-1a2b3c4d";
    private static final String SHA = "0123456789abcdef".repeat(4);
    private static final String DATASET = "'dataset': {'name': 'pets', 'sha256': '" + SHA + "'}";
    /** As long as it was by default before there was a bound. */
    private static final String TEN_EPOCHS =
            ", 'ancestor': {'train': {'training': {'epochs': 10}}}, 'distillation': {'training': {'epochs': 10}}";

    private static final VitArchitecture VIT = new VitArchitecture(32, 8, 96, 3, 4, 10, null, null, null);

    private MethodSamples() {}

    static Map<String, Sample> all() {
        Map<String, Sample> all = new LinkedHashMap<>();
        TlegRequest tleg = (TlegRequest) request("{'method': 'tleg', " + DATASET + TEN_EPOCHS + ", 'targets': [3, 6]}");
        ShareRequest share =
                (ShareRequest) request("{'method': 'share', " + DATASET + TEN_EPOCHS + ", 'targets': [3, 6]}");
        SelectionRequest selection = (SelectionRequest) request("{'method': 'selection', 'from': 'vit', " + DATASET
                + ", 'targets': [{'dim': 48, 'depth': 2}], 'layers': 'influence'}");
        MimeticRequest mimetic = (MimeticRequest) request("{'method': 'mimetic', " + DATASET + ", 'depths': [3, 6]}");
        all.put("job-distill-tleg", job(new DistillJob(tleg)));
        all.put("job-distill-share", job(new DistillJob(share)));
        all.put("job-select", job(new SelectJob(selection)));
        all.put("job-mimic", job(new MimicJob(mimetic)));
        all.put("job-tune-tleg", job(tune(new TlegOrigin(FAMILY), tleg)));
        all.put("job-tune-share", job(tune(new ShareOrigin(FAMILY), tleg)));
        all.put("job-tune-selected", job(tune(new Selected("families/f/selected.json", "L02-d48-h3"), tleg)));
        all.put("job-tune-mimicked", job(tune(new Mimicked(null), tleg)));
        all.put(
                "initialisation-tleg",
                new Sample(
                        new TlegInitialisation(
                                FAMILY,
                                "L04",
                                FAMILY,
                                SHA,
                                VIT,
                                List.of(0.0, 0.25, 0.5, 0.75),
                                VIT.parameters(),
                                VIT.flops(),
                                null),
                        InitialModel.class));
        all.put(
                "initialisation-share",
                new Sample(
                        new ShareInitialisation(
                                FAMILY, "L04", FAMILY, SHA, VIT, 4, VIT.parameters(), VIT.flops(), null),
                        InitialModel.class));
        all.put(
                "manifest-selected",
                new Sample(
                        new SelectedManifest(
                                FAMILY,
                                "vit",
                                SHA,
                                VIT,
                                LayerRule.INFLUENCE,
                                new BlockInfluence(List.of(0.5, 0.1, 0.1, 0.4), 256, 1e9),
                                List.of(new SelectedManifest.Chosen("L02-d96-h3", VIT, List.of(0, 3), 1, 2)),
                                List.of(tune(new Mimicked(null), tleg).expected(null)),
                                new Provenance(
                                        FAMILY + "/select",
                                        1,
                                        42,
                                        selection.dataset(),
                                        TrainingRecipe.TUNING,
                                        new TreeMap<>(Map.of("java", "17")),
                                        AT)),
                        JobResult.class));
        all.put(
                "manifest-mimicked",
                new Sample(
                        new MimickedManifest(
                                FAMILY,
                                MimeticRule.DEFAULT,
                                List.of(new MimickedManifest.Begun("L04", VIT, 1, 2)),
                                List.of(tune(new Mimicked(null), tleg).expected(null))),
                        JobResult.class));
        return all;
    }

    private static TuneJob tune(Origin start, MethodRequest request) {
        return new TuneJob("L04", TuneJob.MODELS, VIT, start, request.dataset(), TrainingRecipe.TUNING, null, 42, null);
    }

    private static MethodRequest request(String json) {
        return Json.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), MethodRequest.class);
    }

    private static Sample job(JobSpec spec) {
        return new Sample(Job.first(FAMILY, AT, spec), Job.class);
    }
}
