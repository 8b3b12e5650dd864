package io.learngene.engine.tensor;

/** Element types of tensors in files. */
public enum DType {
    /** IEEE single precision. */
    F32(4),
    /** IEEE half precision. */
    F16(2),
    /** The upper half of an IEEE single. */
    BF16(2),
    /** Two's complement, 32 bits. */
    I32(4),
    /** Two's complement, 64 bits. */
    I64(8);

    private final int bytes;

    DType(int bytes) {
        this.bytes = bytes;
    }

    /** {@return whether the elements are whole numbers} */
    public boolean whole() {
        return this == I32 || this == I64;
    }

    /** {@return bytes of one element} */
    public int bytes() {
        return bytes;
    }
}
