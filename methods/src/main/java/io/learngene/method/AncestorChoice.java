package io.learngene.method;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.learngene.contracts.Check;
import io.learngene.contracts.project.Project;
import io.learngene.contracts.recipe.TrainingRecipe;

/**
 * The teacher. JSON: the id of an uploaded ancestor, or an object. Without either, a small ResNet is trained.
 *
 * @param id id of an ancestor in the store; null if it is to be trained
 * @param train how to train one as the first phase of the distillation job; null if {@code id} is given
 */
public record AncestorChoice(String id, Train train) {

    /**
     * An ancestor that the platform trains.
     *
     * @param model shape: {@code {"type": "resnet", "layers": [1, 1, 1], "width": 32}} or {@code {"type": "vit", "dim": ..,
     *     "heads": .., "depth": .., "patch_size": ..}}; classes and image size come from the dataset
     * @param training the run; default {@link TrainingRecipe#ancestor}, whose augmentation is known with the images
     */
    public record Train(AncestorModel model, TrainingRecipe training) {
        public Train {
            model = model == null ? AncestorModel.DEFAULT : model;
            training = TrainingRecipe.complete(training, TrainingRecipe.ANCESTOR.with(null));
            Check.that(
                    training.pool() == null,
                    "training.pool",
                    training.pool(),
                    "the ancestor is trained in the job of the distillation; give distillation.training.pool");
        }
    }

    @JsonCreator
    public AncestorChoice {
        if (id != null) {
            Project.checkId("id", id);
        } else {
            train = train == null ? new Train(null, null) : train;
        }
        Check.that(id == null || train == null, "train", "given together with id", "give either id or train");
    }

    /**
     * @param imageSize pixels that the network takes
     * @return this choice with the augmentation of such images, if one is to be trained and none was given
     */
    public AncestorChoice forImages(int imageSize) {
        return train == null
                ? this
                : new AncestorChoice(
                        id,
                        new Train(train.model(), train.training().withDefaults(TrainingRecipe.ancestor(imageSize))));
    }

    /**
     * @param id id of an uploaded ancestor
     * @return the choice
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static AncestorChoice of(String id) {
        return new AncestorChoice(id, null);
    }
}
