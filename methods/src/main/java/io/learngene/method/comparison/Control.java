package io.learngene.method.comparison;

import java.util.Arrays;
import java.util.List;

/** What is on the table of every comparison unless it is named off, with a reason: cheap, or the rivals that papers leave out. */
public enum Control {
    /** Random weights, trained on the labels. */
    SCRATCH("scratch", "random weights, trained on the labels"),
    /** Random weights that listen to the ancestor as long, as much and to the same answers as a learngene does. */
    SCRATCH_DISTILLED("scratch-distilled", "random weights, distilled with the learngenes' epochs, alpha and answers"),
    /** The deepest model distilled without sharing; shallower ones take evenly spaced layers of it. */
    DISTILLED_SELECTION("distilled-selection", "the deepest model distilled plainly, and evenly spaced layers of it"),
    /** The deepest model distilled without sharing, but with layers left out in later steps (LayerDrop, Fan et al., ICLR 2020). */
    LAYERDROP("layerdrop", "as distilled-selection, with layers left out while it is distilled"),
    /** One block for all layers. */
    SHARE("share", "one block that all layers share");

    private final String label;
    private final String words;

    Control(String label, String words) {
        this.label = label;
        this.words = words;
    }

    /** {@return its name in requests and tables} */
    public String label() {
        return label;
    }

    /** {@return what it is} */
    public String words() {
        return words;
    }

    /** {@return all names} */
    public static List<String> labels() {
        return Arrays.stream(values()).map(Control::label).toList();
    }
}
