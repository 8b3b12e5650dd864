package io.learngene.method.mimetic;

import io.learngene.contracts.architecture.VitArchitecture;
import io.learngene.contracts.artefact.JobResult;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import io.learngene.method.Comparison;
import io.learngene.method.TuneJob;
import io.learngene.runtime.job.JobContext;
import io.learngene.runtime.job.JobHandler;
import io.learngene.worker.Workshop;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** The mimicking job: shapes and their trainings. The weights are computed where a training begins or a download asks. */
final class MimicHandler implements JobHandler<MimicJob> {

    private final Workshop workshop;

    MimicHandler(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public Class<MimicJob> type() {
        return MimicJob.class;
    }

    @Override
    public JobResult run(Job<MimicJob> job, JobContext context) throws IOException {
        MimeticRequest request = job.spec().request();
        VitArchitecture model = request.model()
                .architecture(
                        workshop.datasets().classes(request.dataset()).size(),
                        request.dataset().imageSize());
        List<VitArchitecture> shapes =
                request.depths().stream().map(model::withDepth).toList();
        return new MimickedManifest(
                job.family(),
                request.rule(),
                shapes.stream()
                        .map(shape -> new MimickedManifest.Begun(name(shape), shape, shape.parameters(), shape.flops()))
                        .toList(),
                jobs(request, shapes).stream().map(tune -> tune.expected(null)).toList());
    }

    @Override
    public List<JobSpec> next(Job<MimicJob> job, JobResult result) {
        List<VitArchitecture> shapes = ((MimickedManifest) result)
                .models().stream().map(MimickedManifest.Begun::architecture).toList();
        return List.copyOf(jobs(job.spec().request(), shapes));
    }

    static List<TuneJob> jobs(MimeticRequest request, List<VitArchitecture> shapes) {
        Mimicked start = new Mimicked(request.rule());
        return request.comparison()
                .jobs(shapes.stream()
                        .map(shape -> new Comparison.Begun(name(shape), shape, start))
                        .toList());
    }

    private static String name(VitArchitecture shape) {
        return String.format(Locale.ROOT, "L%02d", shape.depth());
    }
}
