package io.learngene.contracts.evaluation;

import java.util.List;

/** How a model answered images, one after the other. */
public sealed interface Answered permits Tally, LabelTally {

    /**
     * @param classNames names of the classes, in the order of the head
     * @param what what the images are, for example a dataset's checksum
     * @return the evaluation
     */
    TestEvaluation evaluation(List<String> classNames, String what);
}
