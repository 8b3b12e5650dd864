package io.learngene.contracts.architecture;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** A network's shape: everything that decides its tensors, and nothing else. JSON field {@code type}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = VitArchitecture.class, name = "vit"),
    @JsonSubTypes.Type(value = ResNetArchitecture.class, name = "resnet")
})
public sealed interface ModelArchitecture permits VitArchitecture, ResNetArchitecture {

    /** {@return height and width of the square input in pixels} */
    int imageSize();

    /** {@return width of the classifier} */
    int classes();

    /** {@return number of trainable parameters} */
    @JsonIgnore
    long parameters();

    /** {@return floating point operations of one forward pass of one image, two per multiply-add, matrix products only} */
    @JsonIgnore
    long flops();

    /**
     * @param classes width of the classifier
     * @param imageSize input size in pixels
     * @return the same network for another dataset
     */
    ModelArchitecture forDataset(int classes, int imageSize);
}
