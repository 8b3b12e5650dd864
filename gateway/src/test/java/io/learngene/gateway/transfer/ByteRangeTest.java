package io.learngene.gateway.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ranges of a file of ten bytes. */
class ByteRangeTest {

    private static final long SIZE = 10;

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 1",
        "bytes=0-9, 0, 10",
        "bytes=9-9, 9, 1",
        "bytes=3-5, 3, 3",
        "bytes=3-, 3, 7",
        "bytes=3-999999999999999999, 3, 7",
        "bytes=-1, 9, 1",
        "bytes=-10, 0, 10",
        "bytes=-999999999999999999, 0, 10",
        "' bytes=3-5 ', 3, 3"
    })
    void rangeWithinTheFileIsCutToItsEnd(String header, long first, long length) {
        assertThat(ByteRange.of(header, SIZE)).isEqualTo(new ByteRange(first, length));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=10-20", "bytes=999999999999999999-", "bytes=-0", "bytes=5-3"})
    void rangeWithoutAByteOfTheFileIsRefused(String header) {
        assertThatThrownBy(() -> ByteRange.of(header, SIZE)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "bytes",
                "bytes=",
                "bytes=-",
                "bytes=a-b",
                "bytes=0-1,3-4",
                "bytes=1-2, -1",
                "bytes=0x1-2",
                "bytes=--1",
                "bytes=+1-2",
                "bytes=1 - 2",
                "items=0-1",
                "bytes=99999999999999999999-"
            })
    void formThatIsNotOneRangeMeansTheWhole(String header) {
        assertThat(ByteRange.of(header, SIZE)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-", "bytes=-1", "bytes=0-0"})
    void emptyFileHasNoRange(String header) {
        assertThatThrownBy(() -> ByteRange.of(header, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
