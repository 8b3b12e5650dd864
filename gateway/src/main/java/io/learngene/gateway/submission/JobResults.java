package io.learngene.gateway.submission;

import io.learngene.contracts.view.JobView;
import io.learngene.gateway.problem.ProblemException;
import io.learngene.gateway.view.Families;
import io.learngene.gateway.view.FamilyState;
import io.learngene.gateway.view.FamilyViews;
import io.learngene.runtime.store.ArtefactStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Optional;

/** What single jobs have published, of whichever kind. */
@ApplicationScoped
public class JobResults {

    private final Families families;
    private final ArtefactStore store;

    JobResults(Families families, ArtefactStore store) {
        this.families = families;
        this.store = store;
    }

    /**
     * @param family family
     * @param job job id
     * @return its manifest, JSON in UTF-8
     * @throws ProblemException if there is no such job, or it has not published anything
     */
    public byte[] manifest(String family, String job) {
        FamilyState known = families.require(family);
        Optional<String> key = known.resultKey(job);
        if (key.isEmpty()) {
            throw ProblemException.notFound("result of job " + job + ", which is " + state(known, job));
        }
        return store.read(key.get())
                .orElseThrow(
                        () -> ProblemException.notFound("result of job " + job + " in the store (" + key.get() + ")"));
    }

    private static String state(FamilyState family, String job) {
        JobView.State state = FamilyViews.of(family).jobs().stream()
                .filter(each -> each.job().equals(job))
                .findFirst()
                .map(JobView::state)
                .orElseThrow(() -> ProblemException.notFound("job " + job));
        return state == JobView.State.SUCCEEDED
                ? "done, from before results were shown"
                : state.name().toLowerCase(Locale.ROOT);
    }
}
