package io.learngene.gateway.removal;

import io.learngene.contracts.Json;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.view.FamilyView;
import io.learngene.contracts.view.JobView;
import io.learngene.gateway.comparison.Comparison;
import io.learngene.gateway.comparison.Comparisons;
import io.learngene.gateway.submission.Submissions;
import io.learngene.gateway.view.Families;
import io.learngene.gateway.view.FamilyState;
import io.learngene.gateway.view.FamilyViews;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The view of all families, and the comparisons. */
@ApplicationScoped
class ToldByTopics implements Told {

    private final Families families;
    private final Comparisons comparisons;
    private final Submissions submissions;

    ToldByTopics(Families families, Comparisons comparisons, Submissions submissions) {
        this.families = families;
        this.comparisons = comparisons;
        this.submissions = submissions;
    }

    @Override
    public Standing standing(String family) {
        Optional<FamilyState> state = families.find(family);
        if (state.isPresent()) {
            FamilyView view = FamilyViews.of(state.get());
            return new Standing.Known(
                    view.state().terminal(),
                    view.jobs().stream().map(job -> job(state.get(), job)).toList());
        }
        return families.deletedAt(family).<Standing>map(Standing.Deleted::new).orElseGet(Standing.Unknown::new);
    }

    private static Job job(FamilyState family, JobView job) {
        return new Job(
                StoreKeys.runs(job.job()),
                job.state().terminal() ? Optional.of(end(family, job)) : Optional.empty(),
                job.times().endedAt(),
                family.resultKey(job.job()).orElse(null));
    }

    private static End end(FamilyState family, JobView job) {
        if (family.deleted().contains(job.job())) {
            return End.DELETED;
        }
        return job.state() == JobView.State.SUCCEEDED ? End.PUBLISHED : End.NOTHING;
    }

    @Override
    public Stream<Asked> asked() {
        return Stream.concat(
                comparisons.unfinished().stream().map(ToldByTopics::asked),
                families.ids().stream().flatMap(this::asked));
    }

    private static Asked asked(Comparison comparison) {
        return new Asked("comparison " + comparison.id(), Json.write(comparison), comparison.ownFamilies());
    }

    private Stream<Asked> asked(String family) {
        return families
                .find(family)
                .filter(state -> state.request() != null)
                .map(state -> new Asked("family " + family, Json.write(state.request()), Set.of(family)))
                .stream();
    }

    @Override
    public void delete(String target) {
        submissions.delete(target).await().indefinitely();
    }
}
