package io.learngene.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PortsTest {

    @Test
    void noPortIsGivenTwiceBeforeItIsUsed() {
        // When
        List<Integer> ports = Stream.generate(Ports::free).limit(500).toList();

        // Then
        assertThat(ports).doesNotHaveDuplicates();
    }

    @Test
    void portsLieBelowThoseOfOutgoingConnections() {
        // When
        List<Integer> ports = Stream.generate(Ports::free).limit(500).toList();

        // Then
        assertThat(ports).allMatch(port -> port >= 1024 && port < 32_768);
    }
}
