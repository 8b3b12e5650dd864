package io.learngene.runtime.job;

import io.learngene.runtime.job.ProtocolExplorer.BrokenRuleException;
import io.learngene.runtime.job.ProtocolExplorer.Move;
import io.learngene.runtime.job.ProtocolModel.Setting;
import io.learngene.runtime.job.ProtocolState.Mail;
import io.learngene.runtime.job.ProtocolState.Shelf;
import io.learngene.runtime.job.ProtocolState.Worker;

/** What holds whatever happens; docs/protocol.md has the same in words. */
final class ProtocolRules {

    private final Setting setting;

    ProtocolRules(Setting setting) {
        this.setting = setting;
    }

    /** Words about a job, and records of it. */
    void spoken(int worker, Mail mail) {
        boolean late = setting.has(ProtocolFlaw.ACCEPTED_BEFORE_IT_IS_ANNOUNCED)
                || setting.has(ProtocolFlaw.NEXT_AFTER_ACCEPTANCE);
        require(
                !setting.strict() || late || mail.holder() == worker,
                "who lost the lock says nothing and queues nothing");
    }

    void published(Shelf shelf, Worker worker) {
        require(
                shelf.manifest() == 0 || !setting.has(ProtocolFlaw.MANIFEST_OVERWRITTEN),
                "a manifest is never replaced");
        require(!setting.strict() || worker.believes(), "who lost the lock publishes nothing");
    }

    static void whole(Move move) {
        for (Shelf shelf : move.to().shelves()) {
            require(
                    (shelf.files() & shelf.named()) == shelf.named(),
                    "what a manifest names is there; after: " + move.what());
        }
    }

    /** {@return whether nobody but one worker with one record works on the job} */
    private boolean single(Shelf shelf) {
        return setting.strict() && !shelf.doubled();
    }

    Shelf started(Shelf shelf, int attempt) {
        require(!single(shelf) || attempt >= shelf.started(), "attempts count up");
        return shelf.toldStart(attempt);
    }

    Shelf succeeded(Shelf shelf, int run) {
        int told = setting.has(ProtocolFlaw.ANNOUNCED_BEFORE_THE_MANIFEST) ? run : shelf.manifest();
        require(shelf.manifest() == told, "what is told to be there is there");
        require(shelf.succeeded() == 0 || shelf.succeeded() == told, "a job has one result");
        require(!single(shelf) || !shelf.stopped(), "a job has one end: cancelled, then succeeded");
        boolean failed = shelf.failed() > 0 && setting.budget().retries() == 0;
        require(!single(shelf) || !failed, "a job has one end: failed, then succeeded");
        return shelf.toldSuccess(told);
    }

    Shelf failed(Shelf shelf, int attempt) {
        require(shelf.dead(), "what is told to have failed lies among the dead letters");
        boolean another = attempt > shelf.failed();
        require(!single(shelf) || !another || shelf.succeeded() == 0, "a job has one end: succeeded, then failed");
        require(!single(shelf) || !another || !shelf.stopped(), "a job has one end: cancelled, then failed");
        return shelf.toldFailure(attempt);
    }

    Shelf stopped(Shelf shelf) {
        require(!single(shelf) || shelf.succeeded() == 0, "a job has one end: succeeded, then cancelled");
        return shelf.toldStop();
    }

    /**
     * @param s a state in which nothing goes on by itself
     * @throws BrokenRuleException if a job has no end there
     */
    void requireEnd(ProtocolState s) {
        for (int job = 0; job < s.shelves().size(); job++) {
            Shelf shelf = s.shelves().get(job);
            int number = job;
            boolean accepted = s.mails().stream().anyMatch(mail -> mail.job() == number);
            boolean failed = shelf.failed() > overruled(s, job);
            require(
                    !accepted || shelf.succeeded() != 0 || failed || shelf.stopped(),
                    "every accepted job has an end that was told");
            require(
                    job == 0 || accepted || s.shelves().get(job - 1).succeeded() == 0,
                    "what follows from a result was queued");
            require(
                    setting.unnoticed() || shelf.manifest() == 0 || shelf.succeeded() != 0,
                    "there is no result that nobody is told of");
        }
    }

    static int overruled(ProtocolState s, int job) {
        return s.mails().stream()
                .filter(mail -> mail.job() == job)
                .mapToInt(Mail::overruled)
                .max()
                .orElse(0);
    }

    static void require(boolean holds, String rule) {
        if (!holds) {
            throw new BrokenRuleException(rule);
        }
    }
}
