// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import io.goldilocks.model.ModelPlan;
import io.goldilocks.model.Role;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The modules that an adapter changes.
 *
 * @param modules the modules, in state-dict order, at least one
 * @param names what PEFT finds modules by, and finds no others
 * @param parameters what PEFT finds those by that are parameters in transformers, where it must be told
 * @param unreachable modules that have the same names, but that PEFT cannot adapt
 */
record LoraTargets(List<LoraTarget> modules, List<String> names, List<String> parameters,
        List<LoraTarget> unreachable) {
    private static final List<String> QUERY_VALUE = List.of("q_proj", "v_proj");

    /** What PEFT 0.21 adapts if nothing is asked for: {@code TRANSFORMERS_MODELS_TO_LORA_TARGET_MODULES_MAPPING}. */
    private static final Map<String, List<String>> DEFAULTS = Map.ofEntries(
            Map.entry("bert", List.of("query", "value")),
            Map.entry("gemma", QUERY_VALUE), Map.entry("gemma2", QUERY_VALUE), Map.entry("gemma3_text", QUERY_VALUE),
            Map.entry("gpt2", List.of("c_attn")), Map.entry("gpt_neox", List.of("query_key_value")),
            Map.entry("llama", QUERY_VALUE), Map.entry("mistral", QUERY_VALUE), Map.entry("mixtral", QUERY_VALUE),
            Map.entry("qwen2", QUERY_VALUE), Map.entry("qwen3", QUERY_VALUE), Map.entry("t5", List.of("q", "v")));

    /**
     * Selects modules.
     *
     * @throws IllegalArgumentException if a target names nothing that can be adapted, a module has no such rank, or PEFT would adapt
     *     others
     */
    static LoraTargets of(ModelPlan plan, LoraOptions options) {
        List<LoraTarget> all = plan.tensors().stream().filter(LoraTarget::isWeight)
                .map(weight -> LoraTarget.of(weight, plan.family())).toList();
        LoraTargets chosen = options.allLinear() ? allLinear(all) : named(plan, options, all);
        LoraTargets reachable = ExpertTargets.of(plan.family()).map(experts -> experts.reachable(chosen, all, options))
                .orElse(chosen);
        for (LoraTarget target : reachable.modules) {
            if (options.rank() > Math.min(target.in(), target.out())) {
                throw new IllegalArgumentException("rank " + options.rank() + " does not fit module '"
                        + target.module() + "' of " + target.in() + " inputs and " + target.out()
                        + " outputs: expected at most the lesser; lower the rank or leave the module out");
            }
        }
        return reachable;
    }

    private static LoraTargets allLinear(List<LoraTarget> all) {
        List<LoraTarget> dense = all.stream().filter(target -> !target.isEmbedding() && target.role() != Role.HEAD
                && target.role() != Role.ROUTER).toList();
        List<String> leaves = dense.stream().map(LoraTarget::leaf).distinct().toList();
        // The last parts of the names say it shortly, unless a head or a router ends so too.
        boolean exact = all.stream().filter(target -> leaves.contains(target.leaf())).count() == dense.size();
        return new LoraTargets(dense, exact ? leaves : dense.stream().map(LoraTarget::module).toList(),
                List.of(), List.of());
    }

    private static LoraTargets named(ModelPlan plan, LoraOptions options, List<LoraTarget> all) {
        List<String> names = options.targets().isEmpty() ? defaults(plan, all) : options.targets();
        Set<LoraTarget> chosen = new LinkedHashSet<>();
        for (String name : names) {
            List<LoraTarget> found = all.stream().filter(target -> target.isNamed(name)).toList();
            if (found.isEmpty()) {
                throw new IllegalArgumentException(why(plan, all, name));
            }
            chosen.addAll(found);
        }
        return new LoraTargets(all.stream().filter(chosen::contains).toList(), names.stream().distinct().toList(),
                List.of(), List.of());
    }

    private static List<String> defaults(ModelPlan plan, List<LoraTarget> all) {
        List<String> names = DEFAULTS.get(plan.family());
        if (names == null) {
            throw new IllegalArgumentException(
                    "family " + plan.family() + " has no targets by default, in PEFT neither:"
                            + " expected --targets, some of " + known(all) + ", or " + LoraOptions.ALL_LINEAR);
        }
        return names;
    }

    private static String why(ModelPlan plan, List<LoraTarget> all, String name) {
        String end = "." + name + ".";
        Predicate<String> named = tensor -> ("." + tensor).contains(end);
        if (plan.tensors().stream().anyMatch(tensor -> named.test(tensor.spec().name()))) {
            return "target '" + name + "' is no dense layer and no embedding: expected some of " + known(all);
        }
        List<String> tied = all.stream().filter(target -> target.role() == Role.EMBEDDING).map(LoraTarget::module)
                .toList();
        boolean head = all.stream().noneMatch(target -> target.role() == Role.HEAD);
        return "target '" + name + "' names no module of this " + plan.family() + ": expected some of " + known(all)
                + (head && !tied.isEmpty()
                        ? "; a head that is tied to the embeddings has no weight of its own, target " + tied
                                + " in its place"
                        : "");
    }

    private static String known(List<LoraTarget> all) {
        return all.stream().map(LoraTarget::leaf).distinct().collect(Collectors.joining(", "));
    }
}
