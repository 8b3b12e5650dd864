package io.learngene.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a pod did of a tuning, as its log tells.
 *
 * @param pod the pod
 * @param job the job's id
 * @param end how it ended
 */
record Attempt(String pod, String job, End end) {

    /** How a worker leaves a job. */
    enum End {
        DONE,
        /** Given back to the queue by a worker that was asked to end. */
        RELEASED,
        /** Without a word. */
        LOST
    }

    private static final Pattern LINE = Pattern.compile("(\\S+/tune/\\S+): (attempt \\d+|done|stopped, SHUTDOWN)\\s");

    /** {@return all of them, in the order of each pod} */
    static List<Attempt> of(Map<String, String> logs) {
        List<Attempt> attempts = new ArrayList<>();
        logs.forEach((pod, log) -> {
            Matcher line = LINE.matcher(log);
            String begun = "";
            while (line.find()) {
                if (line.group(2).startsWith("attempt")) {
                    begun = line.group(1);
                } else if (line.group(1).equals(begun)) {
                    attempts.add(new Attempt(pod, begun, line.group(2).equals("done") ? End.DONE : End.RELEASED));
                    begun = "";
                }
            }
            if (!begun.isEmpty()) {
                attempts.add(new Attempt(pod, begun, End.LOST));
            }
        });
        return attempts;
    }
}
