package io.learngene.local.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, '24 132\n', 132",
                "100, '24 132\n', 100",
                "'', '24 132\n', 132",
                "wide, '24 132\n', 132",
                "-, '', 80",
                "-, '0 0\n', 80",
                "0, 'stty: not a terminal', 80"
            })
    void widthIsWhatIsKnownOfIt(String columns, String size, int width) {
        // When
        // Then
        assertThat(Terminal.width(columns, size)).isEqualTo(width);
    }
}
