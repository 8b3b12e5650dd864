package io.learngene.runtime.job;

import io.learngene.runtime.job.ProtocolExplorer.Move;
import io.learngene.runtime.job.ProtocolModel.Setting;
import io.learngene.runtime.job.ProtocolState.Left;
import io.learngene.runtime.job.ProtocolState.Mail;
import io.learngene.runtime.job.ProtocolState.Plan;
import io.learngene.runtime.job.ProtocolState.Shelf;
import io.learngene.runtime.job.ProtocolState.Worker;
import java.util.List;

/** What happens to the workers of {@link ProtocolModel} in a state: deaths, lost locks, repeated records, users. */
final class ProtocolAccidents {

    private final Setting setting;
    private final ProtocolState s;

    ProtocolAccidents(Setting setting, ProtocolState s) {
        this.setting = setting;
        this.s = s;
    }

    void add(List<Move> all) {
        for (int w = 0; w < s.workers().size(); w++) {
            if (s.workers().get(w).plan() != Plan.IDLE) {
                breaks(w, all);
            }
        }
        for (int m = 0; m < s.mails().size(); m++) {
            ofBroker(m, all);
        }
        ofUsers(all);
    }

    /** The worker dies, or loses its lock and may not notice for a while. */
    private void breaks(int w, List<Move> all) {
        Worker worker = s.workers().get(w);
        Mail mail = s.mails().get(worker.mail());
        boolean holds = mail.holder() == w;
        if (s.left().crashes() > 0) {
            ProtocolState orphaned = holds ? s.mail(worker.mail(), mail.heldBy(ProtocolState.ORPHANED)) : s;
            Left left = s.left().crashes(s.left().crashes() - 1);
            Move.add(all, w + " dies", false, orphaned.worker(w, Worker.IDLE).left(left));
        }
        if (s.left().losses() > 0 && holds) {
            Left left = s.left().losses(s.left().losses() - 1);
            Worker zombie = worker.knowing(setting.unnoticed());
            Move.add(
                    all,
                    w + " loses its lock",
                    false,
                    ProtocolModel.freed(s, worker.mail()).worker(w, zombie).left(left));
        }
        if (setting.unnoticed() && worker.believes() && !holds) {
            Move.add(all, w + " notices", true, s.worker(w, worker.knowing(false)));
            if (mail.holder() == ProtocolState.FREE) {
                // Lease.takeAgain.
                Move.add(all, w + " takes it again", true, s.mail(worker.mail(), mail.deliveredTo(w)));
            }
        }
    }

    private void ofBroker(int m, List<Move> all) {
        Mail mail = s.mails().get(m);
        if (mail.holder() == ProtocolState.ORPHANED) {
            Move.add(all, "the lock of record " + m + " ends", true, ProtocolModel.freed(s, m));
        }
        if (mail.holder() == ProtocolState.FREE && s.left().unseen() > 0) {
            Left left = s.left().unseen(s.left().unseen() - 1);
            Move.add(
                    all,
                    "record " + m + " is delivered unseen",
                    false,
                    ProtocolModel.freed(s.mail(m, mail.deliveredTo(0)), m).left(left));
        }
        if (s.left().copies() > 0) {
            Left left = s.left().copies(s.left().copies() - 1);
            Mail copy = Mail.of(mail.job(), mail.attempt(), mail.failures(), mail.overruled());
            Move.add(
                    all,
                    "record " + m + " comes once more",
                    false,
                    s.queued(copy).left(left));
        }
    }

    /** {@code Submissions} and {@code Retries} of the gateway. */
    private void ofUsers(List<Move> all) {
        if (s.left().cancels() > 0) {
            ProtocolState cancelled = s.left(s.left().cancels(s.left().cancels() - 1));
            for (int job = 0; job < s.shelves().size(); job++) {
                cancelled = cancelled.shelf(job, s.shelves().get(job).unwanted());
            }
            Move.add(all, "the family is cancelled", false, cancelled);
        }
        for (int job = 0; job < s.shelves().size(); job++) {
            Shelf shelf = s.shelves().get(job);
            boolean failed = shelf.failed() > ProtocolRules.overruled(s, job) && shelf.succeeded() == 0;
            if (s.left().retries() > 0 && failed && !shelf.cancelled()) {
                ProtocolRules.require(shelf.dead(), "a failed job can be asked for again");
                Mail again = Mail.of(job, shelf.failed(), 0, shelf.failed());
                Move.add(
                        all,
                        "job " + job + " is asked for again",
                        false,
                        s.queued(again).left(s.left().retries(s.left().retries() - 1)));
            }
        }
    }
}
