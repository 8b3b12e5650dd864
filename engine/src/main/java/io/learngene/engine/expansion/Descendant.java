package io.learngene.engine.expansion;

import io.learngene.contracts.architecture.VitArchitecture;
import java.util.List;

/**
 * A descendant that can be generated.
 *
 * @param name {@code L} and the depth in two digits, {@code -d} and the width where it is another than the learngene's; a letter, or two,
 *     follows where some differ only in their sources
 * @param architecture its shape
 * @param layersSource for each layer the stage it is a copy of
 */
public record Descendant(String name, VitArchitecture architecture, List<Integer> layersSource) {
    public Descendant {
        layersSource = List.copyOf(layersSource);
    }
}
