// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import io.goldilocks.init.Initializers;
import io.goldilocks.init.Part;
import io.goldilocks.json.JsonObject;
import io.goldilocks.json.JsonValue;
import io.goldilocks.model.ModelClasses;
import io.goldilocks.model.ModelConfig;
import io.goldilocks.model.ModelPlan;
import io.goldilocks.model.PlannedTensor;
import io.goldilocks.model.Role;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A mixture of experts out of a dense model: each expert begins as the MLP of its layer, the router by the family's rule, and the
 * weights of the experts that a token takes are normalised, so that without noise the mixture computes what the dense model did.
 *
 * <p>A shared expert, as Qwen has it, begins with the gate and the inner layer of the MLP and an outer layer of zeros: it adds
 * nothing at first, and learns from the first step on.
 *
 * <p>Sources: Komatsuzaki et al., <i>Sparse upcycling</i>, 2023; for partly drawn experts Nakamura et al., <i>Drop-upcycling</i>,
 * 2025.
 *
 * @param experts how many experts, at least 2
 * @param topK how many of them a token takes, 1 to {@code experts}
 * @param noise the standard deviation of Gaussian noise on the experts' weights, at least 0
 * @param redrawn the fraction of the inner channels of each expert, chosen at random for each, that are drawn anew: N(μ, σ²) with
 *     mean and standard deviation of what is replaced; 0 to 1
 */
public record Upcycling(int experts, int topK, double noise, double redrawn) implements Operation {
    static final String NAME = "upcycle";

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public Upcycling {
        if (experts < 2) {
            throw new IllegalArgumentException(experts + " experts are out of range: expected at least 2");
        }
        if (topK < 1 || topK > experts) {
            throw new IllegalArgumentException("top-k " + topK + " is out of range: expected 1 to the " + experts
                    + " experts");
        }
        if (!(noise >= 0) || noise == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(
                    "noise " + noise + " is out of range: expected a finite std of at least 0");
        }
        if (!(redrawn >= 0 && redrawn <= 1)) {
            throw new IllegalArgumentException("fraction " + redrawn + " is out of range: expected 0 to 1");
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public JsonValue.Fields options() {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        fields.put("experts", new JsonValue.Num(Integer.toString(experts)));
        fields.put("top_k", new JsonValue.Num(Integer.toString(topK)));
        fields.put("noise", new JsonValue.Num(Double.toString(noise)));
        fields.put("reinit_fraction", new JsonValue.Num(Double.toString(redrawn)));
        return new JsonValue.Fields(fields);
    }

    @Override
    public ModelConfig config(ModelConfig base) {
        return MixtureFamily.of(base).config(base, experts, topK);
    }

    @Override
    public Outcome on(BaseModel base, Randomness randomness) {
        ModelConfig config = config(base.config());
        DType type = base.spec(base.stored(base.plan().tensors().getFirst().spec().name())).dtype();
        List<Outcome.Tensor> tensors = new ArrayList<>();
        Set<String> used = new HashSet<>();
        String prefix = ModelClasses.prefix(config);
        for (PlannedTensor after : ModelPlan.of(config, type).tensors()) {
            String name = after.spec().name();
            if (isNew(after)) {
                tensors.add(Outcome.Tensor.made(after.spec(), fresh(after)));
            } else {
                String stored = base.stored(MixtureFamily.dense(name.startsWith(prefix)
                        ? base.prefix() + name.substring(prefix.length())
                        : name));
                used.add(stored);
                tensors.add(copy(base, stored, after, randomness));
            }
        }
        List<String> dropped = base.weights().tensors().stream().map(TensorSpec::name)
                .filter(name -> !used.contains(name)).toList();
        return new Outcome(config, tensors, dropped);
    }

    static Upcycling of(JsonObject options) {
        options.requireOnly(List.of("experts", "top_k", "noise", "reinit_fraction"));
        return new Upcycling((int) options.size("experts"), (int) options.size("top_k"),
                options.number("noise", 0, Double.MAX_VALUE, 0), options.number("reinit_fraction", 0, 1, 0));
    }

    @Override
    public Optional<Outcome.Made> again(BaseModel result, PlannedTensor tensor, long kept) {
        return isNew(tensor) ? Outcome.Tensor.made(tensor.spec(), fresh(tensor)).made() : Optional.empty();
    }

    private static boolean isNew(PlannedTensor tensor) {
        return tensor.place().role() == Role.ROUTER || MixtureFamily.isSharedOut(tensor.spec().name());
    }

    private static List<Part> fresh(PlannedTensor tensor) {
        return tensor.place().role() == Role.ROUTER
                ? tensor.parts()
                : Initializers.zeros().parts(tensor.spec().shape(), tensor.layout());
    }

    private Outcome.Tensor copy(BaseModel base, String stored, PlannedTensor after,
            Randomness randomness) {
        TensorSpec old = base.spec(stored);
        TensorSpec spec = new TensorSpec(after.spec().name(), old.shape(), old.dtype());
        if (!after.place().expert() || (noise == 0 && redrawn == 0)) {
            return Outcome.Tensor.kept(spec, stored);
        }
        // The channels are the rows of the layers that make them, and the columns of the one that takes them.
        int axis = after.place().role() == Role.MLP_OUT ? 1 : 0;
        String expert = spec.name().replaceFirst("\\.[^.]+\\.weight$", "");
        Channels channels = Channels.draw(randomness, expert, (int) spec.shape().extent(axis), redrawn);
        return Outcome.Tensor.calculated(spec,
                new PerturbedExpert(Rows.of(old, base.data(stored), old.shape().extent(0)), noise, channels, axis),
                old);
    }
}
