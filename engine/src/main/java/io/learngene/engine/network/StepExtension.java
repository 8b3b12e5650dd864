package io.learngene.engine.network;

import io.learngene.engine.shape.ParameterSpec;
import io.learngene.engine.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * TorchScript functions of a method's own in the open places of a training step. Trained are the method's factors, from which
 * {@code materialise} computes the weights: moments, average and checkpoints are of the factors; evaluation and export are of the
 * weights. A place that is not filled costs nothing.
 *
 * @param name name of the source, a Python module: {@code fine}; its functions call each other as {@code __torch__.fine.NAME}
 * @param source TorchScript text that defines a function for each of the places
 * @param places the places that it fills
 * @param factors what is trained, if {@link Place#MATERIALISE} is filled; else empty, and the weights themselves are trained. Kinds
 *     say which of them decay: weight decay is no part of the gradients, so a factor that {@code direction} holds still must not
 * @param fixed F32 tensors that the functions get besides, and that are not trained
 * @param numbers numbers for {@code objective}, by name
 */
public record StepExtension(
        String name,
        String source,
        Set<Place> places,
        List<ParameterSpec> factors,
        List<Tensor> fixed,
        Map<String, Double> numbers) {

    /** Nothing of a method's own: cross entropy or distillation, on the weights themselves. */
    public static final StepExtension NONE = new StepExtension("", "", Set.of(), List.of(), List.of(), Map.of());

    /** An open place of a step. */
    public enum Place {
        /**
         * {@code objective(outputs: List[Tensor], batch: Dict[str, Tensor], extras: List[Tensor], numbers: Dict[str, float]) ->
         * Tensor}: the mean loss [] of some images. outputs: logits [B, K]; batch: {@code labels} and {@code others} [B], or [B, K] where an image has any number of classes, and
         * {@code targets} [B, K] or [0], as {@code loss.py} describes them; extras: the fixed tensors.
         */
        OBJECTIVE,
        /**
         * {@code materialise(factors: List[Tensor], fixed: List[Tensor]) -> List[Tensor]}: all weights, in the network's order, those of
         * blocks that no layer applies too. After the fixed tensors of a ViT stands one more: for each layer of the step its block [L], int64.
         */
        MATERIALISE,
        /** {@code direction(gradients: List[Tensor], fixed: List[Tensor]) -> List[Tensor]}: what a step takes for the gradients. */
        DIRECTION
    }

    public StepExtension {
        places = places.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(places));
        factors = List.copyOf(factors);
        fixed = List.copyOf(fixed);
        numbers = new LinkedHashMap<>(numbers);
        if (!places.isEmpty() && !name.matches("[a-z][a-z0-9_]*")) {
            throw new IllegalArgumentException("name: '" + name + "'; give a Python module's name, such as fine");
        }
        if (Program.NAMES.contains(name)) {
            throw new IllegalArgumentException("name: '" + name + "' is one of the step's own; give another");
        }
        if (places.contains(Place.MATERIALISE) == factors.isEmpty()) {
            throw new IllegalArgumentException("factors: " + factors.size()
                    + "; give what materialise computes the weights from, and nothing where it is not filled");
        }
        if (factors.stream().anyMatch(factor -> !factor.trained())) {
            throw new IllegalArgumentException("factors: a statistic is measured, not trained; take another kind");
        }
    }

    /**
     * @param owner a class beside whose resources the source lies
     * @param name name of the resource without {@code .py}
     * @return its text
     */
    public static String source(Class<?> owner, String name) {
        try (InputStream in = owner.getResourceAsStream(name + ".py")) {
            if (in == null) {
                throw new IllegalArgumentException("there is no " + name + ".py beside " + owner.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the program " + name + ".py from the class path", e);
        }
    }

    boolean fills(Place place) {
        return places.contains(place);
    }
}
