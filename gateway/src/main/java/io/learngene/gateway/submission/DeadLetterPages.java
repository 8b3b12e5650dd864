package io.learngene.gateway.submission;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.learngene.gateway.access.Scope;
import io.learngene.gateway.deadletter.DeadLetter;
import io.learngene.gateway.deadletter.DeadLetters;
import io.learngene.gateway.view.Families;
import io.learngene.gateway.view.FamilyState;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was put aside, with what to do about it. */
@ApplicationScoped
public class DeadLetterPages {

    private final DeadLetters deadLetters;
    private final Families families;

    DeadLetterPages(DeadLetters deadLetters, Families families) {
        this.deadLetters = deadLetters;
        this.families = families;
    }

    /**
     * A page.
     *
     * @param deadLetters newest first
     * @param unreadable how many of them are no job that this version reads
     * @param total how many lie there in all; null for who sees one project, whose pages may be shorter than was asked for
     * @param next where the next page begins; null if this is the last
     */
    public record Page(List<Letter> deadLetters, long unreadable, Long total, String next) {}

    /**
     * A record that was put aside, in JSON with its fields beside the others.
     *
     * @param letter the record
     * @param retriable whether its job can be tried again
     * @param remedy what to do about it
     */
    public record Letter(@JsonUnwrapped DeadLetter letter, boolean retriable, String remedy) {}

    /**
     * @param scope whose; what is no job is nobody's, and shown to who sees all
     * @param limit letters of a page
     * @param after what {@link Page#next} of the page before said; null for the first page
     * @return a page
     */
    public Page page(Scope scope, int limit, String after) {
        boolean all = scope.equals(Scope.ALL);
        DeadLetters.Page found =
                deadLetters.page(limit, after, letter -> all || letter.family() != null && scope.sees(letter.family()));
        Map<String, Optional<FamilyState>> known = new HashMap<>();
        List<Letter> letters =
                found.letters().stream().map(letter -> judged(letter, known)).toList();
        long unreadable =
                found.letters().stream().filter(letter -> letter.job() == null).count();
        return new Page(letters, unreadable, all ? found.total() : null, found.next());
    }

    private Letter judged(DeadLetter letter, Map<String, Optional<FamilyState>> known) {
        if (letter.job() == null) {
            return new Letter(letter, false, "no job that this version reads; mend who sends it");
        }
        Optional<FamilyState> family = known.computeIfAbsent(letter.family(), families::find);
        if (family.isEmpty()) {
            return new Letter(letter, false, "its family has gone; submit it anew");
        }
        return Retries.refusal(family.get(), letter.job())
                .map(why -> new Letter(letter, false, why))
                .orElseGet(() -> new Letter(letter, true, "retry " + letter.job()));
    }
}
