package io.learngene.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.artefact.StoreKeys;
import io.learngene.contracts.event.Fact;
import io.learngene.contracts.job.Job;
import io.learngene.runtime.store.FolderStore;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailureMarkTest {

    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
    private static final Job<TestJob> JOB = Job.first("family", NOW, new TestJob("r1"));

    @TempDir
    Path folder;

    private FolderStore store;

    @BeforeEach
    void open() {
        store = new FolderStore(folder);
        store.prepare();
    }

    @Test
    void failureEndsEveryRecordOfTheJobThatDoesNotOverruleIt() {
        // Given
        FailureMark.leave(JOB, failed(5), store);

        // When / Then
        assertThat(FailureMark.standing(JOB, store)).contains(failed(5));
        assertThat(FailureMark.standing(JOB.again(4, NOW), store)).contains(failed(5));
        assertThat(FailureMark.standing(JOB.again(5, NOW), store)).isEmpty();
    }

    @Test
    void markIsThatOfTheLatestAttemptInWhicheverOrderTheyFail() {
        // When
        FailureMark.leave(JOB, failed(5), store);
        FailureMark.leave(JOB, failed(6), store);
        FailureMark.leave(JOB, failed(1), store);

        // Then
        assertThat(FailureMark.standing(JOB.again(5, NOW), store)).contains(failed(6));
    }

    @Test
    void markThatCannotBeReadIsNamedAndReplacedByTheNextFailure() {
        // Given
        store.put("failure", StoreKeys.failure(JOB.family(), JOB.spec().path()), new byte[1]);
        assertThatThrownBy(() -> FailureMark.standing(JOB, store)).isInstanceOf(InvalidFieldException.class);

        // When
        FailureMark.leave(JOB, failed(1), store);

        // Then
        assertThat(FailureMark.standing(JOB, store)).contains(failed(1));
    }

    private static Fact.JobFailed failed(int attempt) {
        return new Fact.JobFailed(JOB.id(), JOB.family(), attempt, "one class only", NOW);
    }
}
