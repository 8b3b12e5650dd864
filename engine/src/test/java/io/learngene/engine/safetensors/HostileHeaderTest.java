package io.learngene.engine.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers that lie. Every one describes 16 bytes of data or pretends to. */
class HostileHeaderTest {

    private static final int DATA = 16;
    private static final String GOOD =
            "{`a`:{`dtype`:`F32`,`shape`:[2],`data_offsets`:[0,8]},`b`:{`dtype`:`I64`,`shape`:[],`data_offsets`:[8,16]}}";

    @Test
    void theHeaderThatTheOthersAreMadeFromIsFine() {
        // Given
        // When
        // Then
        assertThatCode(() -> parse(GOOD)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "[]|no JSON object",
                "{|no well-formed JSON",
                " {}|no JSON object, which begins with {",
                "{} {}|something follows",
                "{}|bytes are left over",
                "{`a`:1}|tensor 'a' is no object",
                "{`a`:{`shape`:[4],`data_offsets`:[0,16]}}|has no dtype",
                "{`a`:{`dtype`:`F32`,`data_offsets`:[0,16]}}|has no shape",
                "{`a`:{`dtype`:`F32`,`shape`:[4]}}|has no two data_offsets",
                "{`a`:{`dtype`:`F32`,`shape`:[4],`data_offsets`:[0]}}|has no two data_offsets",
                "{`a`:{`dtype`:`F32`,`shape`:[4],`data_offsets`:[0,8,16]}}|more than 2 numbers",
                "{`a`:{`dtype`:`F4`,`shape`:[32],`data_offsets`:[0,16]}}|dtype F4; F32, F16, BF16, I32, I64, F64,",
                "{`a`:{`dtype`:7,`shape`:[4],`data_offsets`:[0,16]}}|dtype 7",
                "{`a`:{`dtype`:`F32`,`shape`:[3],`data_offsets`:[0,16]}}|takes 12 bytes",
                "{`a`:{`dtype`:`F32`,`shape`:[-4],`data_offsets`:[0,16]}}|sensible whole numbers",
                "{`a`:{`dtype`:`F32`,`shape`:[4.0],`data_offsets`:[0,16]}}|sensible whole numbers",
                "{`a`:{`dtype`:`F32`,`shape`:[99999999999999999999],`data_offsets`:[0,16]}}|sensible whole numbers",
                "{`a`:{`dtype`:`F32`,`shape`:[4294967296,4294967296],`data_offsets`:[0,16]}}|absurd shape",
                "{`a`:{`dtype`:`F32`,`shape`:[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,4],`data_offsets`:[0,16]}}|more than 16",
                "{`a`:{`dtype`:`F32`,`shape`:[4],`data_offsets`:[16,0]}}|its data_offsets [16, 0] do not",
                "{`a`:{`dtype`:`F32`,`shape`:[3],`data_offsets`:[4,16]}}|leaves a hole before it",
                "{`a`:{`dtype`:`F32`,`shape`:[3],`data_offsets`:[0,12]},`b`:{`dtype`:`F32`,`shape`:[2],`data_offsets`:[8,16]}}"
                        + "|tensor 'b' overlaps",
                "{`a`:{`dtype`:`F32`,`shape`:[5],`data_offsets`:[0,20]}}|it is truncated",
                "{`a`:{`dtype`:`F32`,`shape`:[3],`data_offsets`:[0,12]}}|bytes are left over",
                "{`a`:{`dtype`:`F32`,`dtype`:`F32`,`shape`:[4],`data_offsets`:[0,16]}}|Duplicate field",
                "{`__metadata__`:{`x`:1},`a`:{`dtype`:`F32`,`shape`:[4],`data_offsets`:[0,16]}}|__metadata__.x is no string",
                "{`__metadata__`:[],`a`:{`dtype`:`F32`,`shape`:[4],`data_offsets`:[0,16]}}|__metadata__ is no object"
            })
    void aLieIsNamed(String header, String complaint) {
        // Given
        // When
        // Then
        assertThatThrownBy(() -> parse(header))
                .isInstanceOf(SafetensorsException.class)
                .hasMessageContaining(complaint);
    }

    /** As the reference implementation does. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{`__metadata__`:null,`a`:{`dtype`:`F32`,`shape`:[4],`data_offsets`:[0,16]}}",
                "{`a`:{`dtype`:`F32`,`shape`:[4],`data_offsets`:[0,16],`extra`:1}}",
                "{`a`:{`dtype`:`F32`,`extra`:{`of`:[1,2]},`shape`:[4],`data_offsets`:[0,16]}}",
                "{`a`:{`dtype`:`F32`,`shape`:[4],`data_offsets`:[0,16]}}     "
            })
    void whatSaysNothingIsPassedOver(String header) {
        // When
        SafetensorsHeader read = parse(header);

        // Then
        assertThat(read.entries()).containsOnlyKeys("a");
        assertThat(read.metadata()).isEmpty();
    }

    @Test
    void twoTensorsOfOneNameAreRefused() {
        // Given
        String header = GOOD.replace("`b`", "`a`");

        // When
        // Then
        assertThatThrownBy(() -> parse(header))
                .isInstanceOf(SafetensorsException.class)
                .hasMessageContaining("Duplicate field 'a'");
    }

    @Test
    void deepNestingIsRefused() {
        // Given
        String header = "{`a`:{`dtype`:`F32`,`shape`:" + "[".repeat(100_000) + "}}";

        // When
        // Then
        assertThatThrownBy(() -> parse(header)).isInstanceOf(SafetensorsException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 101, 100_000_001, Long.MAX_VALUE, Long.MIN_VALUE})
    void anImpossibleLengthIsRefusedBeforeItIsAllocated(long claimed) {
        // Given
        byte[] first = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(claimed)
                .array();

        // When
        // Then
        assertThatThrownBy(() -> SafetensorsHeader.length(first, 108))
                .isInstanceOf(SafetensorsException.class)
                .hasMessageContaining("the header claims " + Long.toUnsignedString(claimed) + " bytes");
    }

    /** Whatever a damaged header says, it is read or refused, and nothing else happens. */
    @Test
    void damagedHeadersAreReadOrRefused() {
        // Given
        SplittableRandom random = new SplittableRandom(1);
        byte[] good = GOOD.replace('`', '"').getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < 5_000; round++) {
            byte[] damaged = good.clone();
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }

            // When
            Throwable thrown = null;
            try {
                SafetensorsHeader.parse(damaged, 8L + damaged.length + DATA);
            } catch (SafetensorsException e) {
                continue;
            } catch (RuntimeException e) {
                thrown = e;
            }

            // Then
            org.assertj.core.api.Assertions.assertThat(thrown)
                    .as(new String(damaged, StandardCharsets.ISO_8859_1))
                    .isNull();
        }
    }

    private static SafetensorsHeader parse(String header) {
        byte[] json = header.replace('`', '"').getBytes(StandardCharsets.UTF_8);
        return SafetensorsHeader.parse(json, 8L + json.length + DATA);
    }
}
