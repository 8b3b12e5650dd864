package io.learngene.gateway.deadletter;

import io.learngene.contracts.Check;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a list has come in each partition.
 *
 * @param ends offset of the oldest record that was listed, by partition; one that is not named was listed to its beginning
 */
record Places(Map<TopicPartition, Long> ends) {

    private static final Pattern PLACE = Pattern.compile("([A-Za-z0-9._-]{1,249})-(\\d{1,6})@(\\d{1,18})");
    private static final int MOST_TEXT = 20_000;

    /**
     * @param text what {@link #toString} said
     * @return the same
     * @throws io.learngene.contracts.InvalidFieldException if it is nothing of that kind
     */
    static Places parse(String text) {
        Map<TopicPartition, Long> ends = new LinkedHashMap<>();
        String shown = text.substring(0, Math.min(text.length(), 100));
        Check.that(text.length() <= MOST_TEXT, "after", shown, "give what 'next' of the page before said");
        for (String each : text.split(",", -1)) {
            Matcher place = PLACE.matcher(each);
            Check.that(place.matches(), "after", shown, "give what 'next' of the page before said");
            ends.put(
                    new TopicPartition(place.group(1), Integer.parseInt(place.group(2))),
                    Long.parseLong(place.group(3)));
        }
        return new Places(ends);
    }

    @Override
    public String toString() {
        return ends.entrySet().stream()
                .map(each -> each.getKey() + "@" + each.getValue())
                .collect(Collectors.joining(","));
    }
}
