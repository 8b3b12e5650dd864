package io.learngene.engine.tensor;

/** Element types of tensors in files: all of safetensors that take whole bytes. Networks are made of the first five alone. */
public enum DType {
    /** IEEE single precision. */
    F32(4, true),
    /** IEEE half precision. */
    F16(2, true),
    /** The upper half of an IEEE single. */
    BF16(2, true),
    /** Two's complement, 32 bits. */
    I32(4, false),
    /** Two's complement, 64 bits. */
    I64(8, false),
    /** IEEE double precision. */
    F64(8, false),
    /** Two singles. */
    C64(8, false),
    /** Eight bits with four of exponent. */
    F8_E4M3(1, false),
    /** Eight bits with five of exponent. */
    F8_E5M2(1, false),
    /** Eight bits of exponent. */
    F8_E8M0(1, false),
    /** One byte, 0 or 1. */
    BOOL(1, false),
    /** Two's complement, 8 bits. */
    I8(1, false),
    /** Two's complement, 16 bits. */
    I16(2, false),
    /** Unsigned, 8 bits. */
    U8(1, false),
    /** Unsigned, 16 bits. */
    U16(2, false),
    /** Unsigned, 32 bits. */
    U32(4, false),
    /** Unsigned, 64 bits. */
    U64(8, false);

    private final int bytes;
    private final boolean weights;

    DType(int bytes, boolean weights) {
        this.bytes = bytes;
        this.weights = weights;
    }

    /** {@return whether weights may have this type; they are widened to F32} */
    public boolean weights() {
        return weights;
    }

    /** {@return bytes of one element} */
    public int bytes() {
        return bytes;
    }
}
