package io.learngene.gateway.deadletter;

import io.learngene.contracts.InvalidFieldException;
import io.learngene.contracts.job.Job;
import io.learngene.contracts.job.JobSpec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A record that was put aside.
 *
 * @param topic where it lies
 * @param offset its place there
 * @param key its key; null if it has none
 * @param job id of the job that it is; null if it is none that this version reads
 * @param family family of the job; null if it is none
 * @param kind kind of the job; null if it is none
 * @param attempts attempts of the job, the last one counted, deaths after its record was queued not; null if it is none
 * @param reason why it was put aside; null where the broker did it, which says nothing
 * @param bytes its size
 * @param at when; of a fact that nobody could read, when it was told
 */
public record DeadLetter(
        String topic,
        long offset,
        String key,
        String job,
        String family,
        String kind,
        Integer attempts,
        String reason,
        long bytes,
        Instant at) {

    private static final String HEADERS = "dead-letter-";
    private static final int MOST_TEXT = 2_000;

    /** Whoever could write to the topic may have written anything: whatever it is, it is listed. */
    static DeadLetter of(ConsumerRecord<String, byte[]> record) {
        String reason = header(record, "reason");
        Job<JobSpec> job = null;
        try {
            job = Job.read(record.value());
        } catch (InvalidFieldException e) {
            reason = reason == null ? e.getMessage() : reason;
        }
        return new DeadLetter(
                record.topic(),
                record.offset(),
                cut(record.key()),
                job == null ? null : job.id(),
                job == null ? null : job.family(),
                job == null ? null : job.spec().kind(),
                job == null ? null : job.attempt() + 1,
                cut(reason),
                size(record),
                Instant.ofEpochMilli(record.timestamp()));
    }

    /** Of what was large the head was kept, and how large it was. */
    private static long size(ConsumerRecord<String, byte[]> record) {
        String told = header(record, "size");
        boolean number = told != null && told.matches("\\d{1,12}");
        return number ? Long.parseLong(told) : Math.max(0, record.serializedValueSize());
    }

    private static String header(ConsumerRecord<?, ?> record, String name) {
        Header header = record.headers().lastHeader(HEADERS + name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static String cut(String text) {
        return text == null || text.length() <= MOST_TEXT ? text : text.substring(0, MOST_TEXT) + " ...";
    }
}
