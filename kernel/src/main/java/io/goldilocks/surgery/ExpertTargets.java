// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import io.goldilocks.model.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The modules of a mixture of experts. Checkpoints and adapters have a module for each expert; transformers 5 stacks them in
 * parameters, and PEFT stacks an adapter's factors when it loads it, two layers of an expert into one of twice the rank.
 *
 * <p>For most families PEFT also translates the targets: it takes every one of such a name for the stack, so that dense modules of
 * that name cannot be adapted. For Qwen 2 it does not, so that the parameters are named beside the modules.
 *
 * <p>Source: PEFT 0.21, {@code utils/transformers_weight_conversion.py}.
 *
 * @param pair the two layers of an expert that are stacked into one
 * @param last the layer that ends an expert
 * @param translated whether PEFT translates the targets
 */
record ExpertTargets(List<String> pair, String last, boolean translated) {
    /** The parameter that holds the pair of every expert. */
    static final String PAIR_PARAMETER = "gate_up_proj";

    private static final String ROUTER = "gate";
    private static final List<String> QWEN_PAIR = List.of("gate_proj", "up_proj");
    private static final ExpertTargets QWEN = new ExpertTargets(QWEN_PAIR, "down_proj", true);

    private static final Map<String, ExpertTargets> FAMILIES = Map.of("mixtral",
            new ExpertTargets(List.of("w1", "w3"), "w2", true), "deepseek_v3", QWEN, "qwen3_moe", QWEN, "qwen2_moe",
            new ExpertTargets(QWEN_PAIR, "down_proj", false));

    /** Those of a family, if it is one of mixtures. */
    static Optional<ExpertTargets> of(String family) {
        return Optional.ofNullable(FAMILIES.get(family));
    }

    /**
     * Leaves out what PEFT cannot reach, and names parameters.
     *
     * @throws IllegalArgumentException if nothing is left of what was asked for, or PEFT would adapt more
     */
    LoraTargets reachable(LoraTargets chosen, List<LoraTarget> all, LoraOptions options) {
        List<LoraTarget> kept = chosen.modules().stream().filter(target -> !isShadowed(target)).toList();
        List<LoraTarget> shadowed = chosen.modules().stream().filter(this::isShadowed).toList();
        for (LoraTarget target : shadowed) {
            if (kept.stream().noneMatch(other -> other.leaf().equals(target.leaf()))) {
                throw new IllegalArgumentException("module '" + target.module() + "' cannot be adapted: PEFT 0.21 takes"
                        + " the target '" + target.leaf() + "' of this family for its experts; choose other targets");
            }
        }
        List<String> stacked = requireWhole(kept, all);
        boolean fused = pair.stream().anyMatch(stacked::contains);
        if (fused && options.rsLora() && options.init().changesBase()) {
            throw new IllegalArgumentException("initialiser " + options.init()
                    + " does not fit rank-stabilised LoRA of "
                    + String.join(" and ", pair) + ": PEFT 0.21 stacks these layers of an expert with twice the rank,"
                    + " which changes their scale by √2; leave out one of the three");
        }
        if (translated) {
            return new LoraTargets(kept, chosen.names(), List.of(), shadowed);
        }
        List<String> names = chosen.names().stream().filter(name -> kept.stream()
                .anyMatch(target -> !isStacked(target) && target.isNamed(name))).toList();
        return new LoraTargets(kept, names, parameters(stacked), shadowed);
    }

    private List<String> parameters(List<String> stacked) {
        List<String> parameters = new ArrayList<>();
        if (stacked.contains(pair.getFirst())) {
            parameters.add("mlp.experts." + PAIR_PARAMETER);
        }
        if (stacked.contains(last)) {
            parameters.add("mlp.experts." + last);
        }
        if (stacked.contains(ROUTER)) {
            parameters.add("mlp." + ROUTER + ".weight");
        }
        return parameters;
    }

    /** The last parts of the names of stacked modules: all modules of a name or none, both of the pair or none. */
    private List<String> requireWhole(List<LoraTarget> kept, List<LoraTarget> all) {
        Map<String, Long> there = counts(all, this::isStacked);
        Map<String, Long> asked = counts(kept, this::isStacked);
        asked.forEach((leaf, count) -> {
            long total = there.getOrDefault(leaf, 0L);
            if (total != count) {
                throw new IllegalArgumentException(
                        "the targets name " + count + " of the " + total + " modules '" + leaf
                                + "' of the mixture: PEFT 0.21 adapts all or none; name '" + leaf + "' alone");
            }
        });
        List<String> present = pair.stream().filter(asked::containsKey).toList();
        if (present.size() == 1) {
            throw new IllegalArgumentException(
                    "target '" + present.getFirst() + "' lacks its twin: transformers 5 stacks"
                            + " " + String.join(" and ", pair) + " of an expert into one, so name both or none");
        }
        return List.copyOf(asked.keySet());
    }

    private static Map<String, Long> counts(List<LoraTarget> targets, Predicate<LoraTarget> counted) {
        return targets.stream().filter(counted).collect(Collectors.groupingBy(LoraTarget::leaf, Collectors.counting()));
    }

    /** Tells whether a module is a parameter in transformers: one of an expert, or the router. */
    private boolean isStacked(LoraTarget target) {
        return hasStackedName(target) && (target.isExpert() || target.role() == Role.ROUTER);
    }

    /** Tells whether a module is none of the mixture's, but has a name that PEFT takes for one. */
    private boolean isShadowed(LoraTarget target) {
        return translated && hasStackedName(target) && !isStacked(target);
    }

    private boolean hasStackedName(LoraTarget target) {
        return pair.contains(target.leaf()) || target.leaf().equals(last) || target.leaf().equals(ROUTER);
    }
}
