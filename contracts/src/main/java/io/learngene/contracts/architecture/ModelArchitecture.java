package io.learngene.contracts.architecture;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * A network's shape: everything that decides its tensors, and nothing else; of a TorchScript file, which brings its own, what goes in
 * and comes out. JSON field {@code type}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = VitArchitecture.class, name = "vit"),
    @JsonSubTypes.Type(value = ModernVitArchitecture.class, name = "modern_vit"),
    @JsonSubTypes.Type(value = ResNetArchitecture.class, name = "resnet"),
    @JsonSubTypes.Type(value = TorchScriptArchitecture.class, name = "torchscript")
})
public sealed interface ModelArchitecture
        permits VitArchitecture, ModernVitArchitecture, ResNetArchitecture, TorchScriptArchitecture {

    /** Largest image size, pixels, whose images are decoded once, scaled bilinearly, and by default evaluated whole. */
    int LARGEST_SMALL_IMAGE = 64;

    /** {@return height and width of the square input in pixels} */
    int imageSize();

    /** {@return width of the classifier} */
    int classes();

    /** {@return number of trainable parameters; 0 if unknown} */
    @JsonIgnore
    long parameters();

    /**
     * {@return floating point operations of one forward pass of one image, two per multiply-add, matrix products only; 0 if
     * unknown}
     */
    @JsonIgnore
    long flops();

    /** {@return pixels that its image sizes are multiples of} */
    @JsonIgnore
    default int imageStep() {
        return 1;
    }

    /**
     * @param classes width of the classifier
     * @param imageSize input size in pixels
     * @return the same network for another dataset
     * @throws io.learngene.contracts.InvalidFieldException if there is none
     */
    ModelArchitecture forDataset(int classes, int imageSize);
}
