package io.learngene.engine.shape;

import io.learngene.engine.tensor.DType;
import io.learngene.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Compares weights with what a network needs: nothing missing, nothing left over, nothing of another shape (SWS trap 6). */
public final class StrictLoading {

    /**
     * A tensor without its data.
     *
     * @param type element type
     * @param shape sizes
     */
    public record Form(DType type, List<Long> shape) {}

    private StrictLoading() {}

    /**
     * @param spec the network
     * @param weights its would-be weights
     * @throws WeightsException that lists every tensor at fault
     */
    public static void check(NetworkSpec spec, Map<String, Tensor> weights) {
        check(spec.parameters(), weights);
    }

    /**
     * @param parameters what is needed
     * @param tensors what is there, by name
     * @throws WeightsException that lists every tensor at fault
     */
    public static void check(List<ParameterSpec> parameters, Map<String, Tensor> tensors) {
        check(
                parameters,
                tensors.keySet(),
                name -> new Form(tensors.get(name).type(), tensors.get(name).shape()));
    }

    /**
     * @param parameters what is needed
     * @param names names of the would-be weights
     * @param form type and shape of each of them
     * @throws WeightsException that lists every tensor at fault
     */
    public static void check(List<ParameterSpec> parameters, Set<String> names, Function<String, Form> form) {
        List<String> complaints = new ArrayList<>();
        Set<String> unexpected = new HashSet<>(names);
        for (ParameterSpec parameter : parameters) {
            unexpected.remove(parameter.name());
            boolean counter = parameter.kind() == ParameterSpec.Kind.BATCHES;
            if (!names.contains(parameter.name())) {
                complaints.add("missing: " + parameter.name() + " " + parameter.shape());
                continue;
            }
            Form given = form.apply(parameter.name());
            if (!given.shape().equals(parameter.shape())) {
                complaints.add(
                        "misshapen: " + parameter.name() + " is " + given.shape() + ", should be " + parameter.shape());
            } else if (counter ? given.type() != DType.I64 : !given.type().weights()) {
                complaints.add("wrong type: " + parameter.name() + " is " + given.type() + ", should be "
                        + (counter ? "I64" : "F32, F16 or BF16"));
            }
        }
        unexpected.stream().sorted().forEach(name -> complaints.add("unexpected: " + name));
        if (!complaints.isEmpty()) {
            throw new WeightsException(complaints);
        }
    }
}
