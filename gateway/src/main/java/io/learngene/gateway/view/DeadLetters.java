package io.learngene.gateway.view;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Makes dead letters of records that cannot be read: with the reason, and with no more than the head of what is large, because a record
 * that just fits its topic does not fit another one with more headers.
 */
final class DeadLetters extends ContextualProcessor<String, ViewTopology.Reading, String, byte[]> {

    private static final int HEAD = 64 << 10;
    private static final int MOST_KEY = 1_000;
    /** The gateway's, as its other messages say it. */
    private static final String BY = "/learngene-foundry/gateway";

    private final String topic;

    /**
     * @param topic where the records come from
     */
    DeadLetters(String topic) {
        this.topic = topic;
    }

    @Override
    public void process(Record<String, ViewTopology.Reading> record) {
        Record<String, byte[]> dead = of(record);
        context().recordMetadata().ifPresent(place -> {
            add(dead.headers(), "partition", Integer.toString(place.partition()));
            add(dead.headers(), "offset", Long.toString(place.offset()));
        });
        context().forward(dead);
    }

    Record<String, byte[]> of(Record<String, ViewTopology.Reading> record) {
        byte[] bytes = Objects.requireNonNullElse(record.value().bytes(), new byte[0]);
        String key = record.key();
        Record<String, byte[]> dead = record.withValue(Arrays.copyOf(bytes, Math.min(bytes.length, HEAD)));
        if (key != null && key.length() > MOST_KEY) {
            dead = dead.withKey(key.substring(0, MOST_KEY));
        }
        Headers headers = dead.headers();
        boolean kept = size(headers) <= HEAD;
        if (!kept) {
            for (Header header : headers.toArray()) {
                headers.remove(header.key());
            }
        }
        String complaint = record.value().complaint();
        add(headers, "reason", complaint.substring(0, Math.min(complaint.length(), MOST_KEY)));
        add(headers, "topic", topic);
        add(headers, "by", BY);
        if (bytes.length > HEAD) {
            add(headers, "size", Integer.toString(bytes.length));
        }
        if (!kept) {
            add(headers, "headers", "left out: they are larger than " + HEAD + " bytes");
        }
        return dead;
    }

    private static int size(Headers headers) {
        int size = 0;
        for (Header header : headers) {
            size += header.key().length() + (header.value() == null ? 0 : header.value().length);
        }
        return size;
    }

    private static void add(Headers headers, String name, String value) {
        headers.add("dead-letter-" + name, value.getBytes(StandardCharsets.UTF_8));
    }
}
