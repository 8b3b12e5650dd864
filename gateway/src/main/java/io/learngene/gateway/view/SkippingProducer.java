package io.learngene.gateway.view;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;

/**
 * A record that no broker takes is left out, or its thread would meet it again for ever. Whatever may pass is still an error, and tried
 * again.
 */
public final class SkippingProducer implements ProductionExceptionHandler {

    /** Setting under which it finds where to say so. */
    static final String SKIPPED = "learngene.view.skipped";

    private Skipped skipped;

    @Override
    public void configure(Map<String, ?> settings) {
        skipped = (Skipped) settings.get(SKIPPED);
    }

    @Override
    public Response handleError(ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception failure) {
        if (!(failure instanceof RecordTooLargeException)) {
            return Response.fail();
        }
        skipped.count(
                "too-large",
                "a record for " + record.topic() + " made of " + context.topic() + " partition " + context.partition()
                        + " offset " + context.offset(),
                failure.getMessage());
        return Response.resume();
    }
}
