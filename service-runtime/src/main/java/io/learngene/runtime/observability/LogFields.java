package io.learngene.runtime.observability;

import io.learngene.contracts.job.Job;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import org.jboss.logging.MDC;

/**
 * What this thread, and threads that it starts, log about, until it is closed: fields beside the message in JSON, {@code %X{job}} in a format for
 * people.
 */
public final class LogFields implements AutoCloseable {

    private static final String FAMILY = "family";
    private static final String JOB = "job";
    private static final String ATTEMPT = "attempt";
    private static final String TRACE = "trace_id";

    private LogFields() {}

    /**
     * @param family family id
     * @return to be closed
     */
    public static LogFields of(String family) {
        MDC.put(FAMILY, family);
        SpanContext span = Span.current().getSpanContext();
        if (span.isValid()) {
            MDC.put(TRACE, span.getTraceId());
        }
        return new LogFields();
    }

    /**
     * @param job job that is worked on
     * @return to be closed
     */
    public static LogFields of(Job<?> job) {
        MDC.put(JOB, job.id());
        attempt(job.attempt() + 1);
        return of(job.family());
    }

    /**
     * @param attempt which attempt it is, from 1, where that is known better than the job's record does
     */
    public static void attempt(int attempt) {
        MDC.put(ATTEMPT, Integer.toString(attempt));
    }

    @Override
    public void close() {
        MDC.remove(FAMILY);
        MDC.remove(JOB);
        MDC.remove(ATTEMPT);
        MDC.remove(TRACE);
    }
}
