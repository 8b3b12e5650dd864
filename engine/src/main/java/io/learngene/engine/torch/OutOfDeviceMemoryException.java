package io.learngene.engine.torch;

import ai.djl.engine.EngineException;

/**
 * A device, or the processor's memory, holds no more tensors; the message says what to do. What was computed is lost, the process and
 * everything that is loaded are as before. Another attempt may succeed: who else uses a device can change.
 */
public final class OutOfDeviceMemoryException extends RuntimeException {

    private OutOfDeviceMemoryException(String message, EngineException cause) {
        super(message, cause);
    }

    /** {@return this exception if that is what PyTorch reports, else the report itself} */
    static RuntimeException of(String device, EngineException report) {
        return String.valueOf(report.getMessage())
                .lines()
                .filter(line -> line.contains("out of memory") || line.contains("can't allocate memory"))
                .findFirst()
                .<RuntimeException>map(line -> new OutOfDeviceMemoryException(
                        "the memory of " + device + " is used up (" + line.strip()
                                + "). Let fewer images pass at once: a larger"
                                + " 'accumulation' or a smaller 'batch_size'; precision bf16 takes half of fp32's; or end what else"
                                + " uses this device.",
                        report))
                .orElse(report);
    }
}
