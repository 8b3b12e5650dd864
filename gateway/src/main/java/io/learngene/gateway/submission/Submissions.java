package io.learngene.gateway.submission;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.event.Cancellation;
import io.learngene.contracts.family.MethodRequest;
import io.learngene.contracts.family.Priority;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import io.learngene.contracts.project.Project;
import io.learngene.contracts.view.FamilyView;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.gateway.quota.Quotas;
import io.learngene.gateway.view.Families;
import io.learngene.gateway.view.FamilyViews;
import io.learngene.method.Methods;
import io.learngene.method.Shelves;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;

/** New families, and their end. */
@ApplicationScoped
public class Submissions {

    private final Broker broker;
    private final Families families;
    private final StoreShelves shelves;
    private final Admission admission;
    private final Quotas quotas;
    private final Idempotency idempotency;
    private final InstantSource clock;

    Submissions(
            Broker broker,
            Families families,
            StoreShelves shelves,
            Admission admission,
            Quotas quotas,
            Idempotency idempotency,
            InstantSource clock) {
        this.clock = clock;
        this.broker = broker;
        this.admission = admission;
        this.quotas = quotas;
        this.idempotency = idempotency;
        this.families = families;
        this.shelves = shelves;
    }

    /**
     * @param project who wants it
     * @param request what is wanted
     * @param idempotencyKey the caller's name for this request; null for none
     * @return what became of it, after the broker's confirmation
     */
    public Uni<Accepted> submit(Project project, MethodRequest request, String idempotencyKey) {
        return submit(project, request, request.priority(), idempotencyKey);
    }

    /**
     * @param project who wants it
     * @param request what is wanted
     * @param priority whose jobs are taken first, whatever the request says; null for normal priority
     * @param idempotencyKey the caller's name for this request; null for none
     * @return what became of it, after the broker's confirmation
     */
    public Uni<Accepted> submit(Project project, MethodRequest request, Priority priority, String idempotencyKey) {
        String path = Methods.intake(request).collection();
        return idempotency.once(project, path, idempotencyKey, request, () -> decide(project, request, priority));
    }

    /**
     * Refuses what {@link #submit} would refuse, and queues nothing.
     *
     * @param project who wants it
     * @param request what is wanted
     * @return the request with every default filled in, as its first job would hold it
     */
    public MethodRequest check(Project project, MethodRequest request) {
        return admitted(project, request).opens().orElseThrow();
    }

    private Idempotency.Decision decide(Project project, MethodRequest request, Priority priority) {
        quotas.admitWork(project);
        JobSpec first = admitted(project, request);
        String family = freshId(project, request.name());
        Job<JobSpec> job = Job.first(family, clock.instant(), first).with(priority);
        return new Idempotency.Decision(new Accepted(family, job.id(), null), job);
    }

    private JobSpec admitted(Project project, MethodRequest request) {
        Shelves own = shelves.of(project);
        JobSpec first = first(request, own);
        admit(first.opens().orElseThrow(), own);
        return first;
    }

    private <R extends MethodRequest> void admit(R complete, Shelves own) {
        admission.check(complete.dataset(), Methods.intake(complete).trainings(complete, own));
    }

    /** Asks the request's method, which refuses what no worker could do. */
    private <R extends MethodRequest> JobSpec first(R request, Shelves own) {
        try {
            return Methods.intake(request).first(request, own);
        } catch (InvalidFieldException e) {
            // Well-formed, so it is not the document that is at fault.
            throw ProblemException.unusable(e.field(), e.value() + "; " + e.remedy());
        }
    }

    /**
     * @param family family that is not wanted any more
     * @return its view, after the broker's confirmation
     */
    public Uni<FamilyView> cancelFamily(String family) {
        FamilyView view = known(family);
        if (view.state().terminal()) {
            return Uni.createFrom().item(view);
        }
        return broker.publish(new Cancellation(family, clock.instant())).map(done -> known(family));
    }

    /**
     * @param job id of a job that is not wanted any more
     * @return the view of its family, after the broker's confirmation
     */
    public Uni<FamilyView> cancelJob(String job) {
        String family = job.contains("/") ? job.substring(0, job.indexOf('/')) : job;
        boolean open = known(family).jobs().stream()
                .filter(j -> j.job().equals(job))
                .findFirst()
                .map(j -> !j.state().terminal())
                .orElseThrow(() -> ProblemException.notFound("job " + job));
        return open
                ? broker.publish(new Cancellation(job, clock.instant())).map(done -> known(family))
                : Uni.createFrom().item(() -> known(family));
    }

    /**
     * @param target family, or job, that is deleted: no record of it makes it again
     * @return ends when the broker has it
     */
    public Uni<Void> delete(String target) {
        return broker.publish(new Cancellation(target, clock.instant(), true));
    }

    private FamilyView known(String family) {
        return FamilyViews.of(families.require(family));
    }

    private String freshId(Project project, String name) {
        String id;
        do {
            id = project.id(name + "-" + Ids.random());

            // The id of a deleted one never comes again: its jobs are dropped for good.
        } while (families.find(id).isPresent() || families.deletedAt(id).isPresent());
        return id;
    }
}
