package io.learngene.contracts.artefact;

import io.learngene.contracts.architecture.VitArchitecture;
import java.util.List;

/** What models are made from, whichever method made it: the result at {@link StoreKeys#learngeneManifest}. */
public interface Learngene extends JobResult {

    /** {@return its id, which is its family's} */
    String id();

    /** {@return shape of the models that it was made for; their depth may be another} */
    VitArchitecture architecture();

    /** {@return parameters stored} */
    long parameters();

    /** {@return its file} */
    ArtefactRef weights();

    /** {@return the classes, in the order of a head} */
    List<String> classNames();

    /** {@return how to make it again; null in manifests that do not say} */
    Provenance provenance();

    /** {@return what a list shows of it, which is bounded whatever the number of classes and epochs} */
    ListedLearngene listed();
}
