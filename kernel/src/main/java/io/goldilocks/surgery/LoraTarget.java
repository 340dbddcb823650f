// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import io.goldilocks.init.Layout;
import io.goldilocks.model.PlannedTensor;
import io.goldilocks.model.Role;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.TensorSpec;
import java.util.List;
import java.util.Map;

/**
 * A module that an adapter can change: a dense layer or an embedding.
 *
 * @param module its name, without that of its weight
 * @param weight its weight
 */
record LoraTarget(String module, PlannedTensor weight) {
    /** What PEFT puts before the names of a model's modules. */
    private static final String PREFIX = "base_model.model.";

    private static final String WEIGHT = ".weight";

    private static final List<Layout> ADAPTED = List.of(Layout.LINEAR, Layout.CONV1D, Layout.EMBEDDING);

    /** Ends of names in checkpoints of ViT and of its modules in transformers 5.18, {@code conversion_mapping.py}; the first fits. */
    private static final List<Map.Entry<String, String>> VIT = List.of(
            Map.entry("attention.attention.query", "attention.q_proj"),
            Map.entry("attention.attention.key", "attention.k_proj"),
            Map.entry("attention.attention.value", "attention.v_proj"),
            Map.entry("attention.output.dense", "attention.o_proj"), Map.entry("intermediate.dense", "mlp.fc1"),
            Map.entry("output.dense", "mlp.fc2"));

    /** Tells whether a tensor is the weight of such a module. */
    static boolean isWeight(PlannedTensor tensor) {
        return tensor.spec().name().endsWith(WEIGHT) && ADAPTED.contains(tensor.layout());
    }

    static LoraTarget of(PlannedTensor weight, String family) {
        String name = weight.spec().name();
        String module = name.substring(0, name.length() - WEIGHT.length());
        return new LoraTarget(family.equals("vit") ? vit(module) : module, weight);
    }

    /** Transformers 5 gave the modules of ViT other names than its checkpoints have. */
    private static String vit(String module) {
        String renamed = module.replace("encoder.layer.", "layers.");
        for (Map.Entry<String, String> rename : VIT) {
            if (renamed.endsWith(rename.getKey())) {
                return renamed.substring(0, renamed.length() - rename.getKey().length()) + rename.getValue();
            }
        }
        return renamed;
    }

    /** Tells whether PEFT takes a target for this module: its name, or the end of it after a dot. */
    boolean isNamed(String target) {
        return module.equals(target) || module.endsWith("." + target);
    }

    /** The last part of the name. */
    String leaf() {
        return module.substring(module.lastIndexOf('.') + 1);
    }

    Role role() {
        return weight.place().role();
    }

    boolean isExpert() {
        return weight.place().expert();
    }

    boolean isEmbedding() {
        return weight.layout().equals(Layout.EMBEDDING);
    }

    /** Tells whether the weight is stored [in, out]. */
    boolean isTransposed() {
        return weight.layout().equals(Layout.CONV1D);
    }

    /** The length of what the module reads: a token's index counts as a vector of as many elements as there are tokens. */
    long in() {
        return extent(isTransposed() || isEmbedding() ? 0 : 1);
    }

    /** The length of what the module makes. */
    long out() {
        return extent(isTransposed() || isEmbedding() ? 1 : 0);
    }

    /** A [rank, in]. */
    TensorSpec a(LoraOptions options) {
        return factor("A", options.dtype(), options.rank(), in());
    }

    /** B [out, rank]. */
    TensorSpec b(LoraOptions options) {
        return factor("B", options.dtype(), out(), options.rank());
    }

    /** The name of a factor, which PEFT gives it, or of what it is made of. */
    String name(String letter) {
        return PREFIX + module + (isEmbedding() ? ".lora_embedding_" + letter : ".lora_" + letter + WEIGHT);
    }

    private TensorSpec factor(String letter, DType dtype, long... extents) {
        return new TensorSpec(name(letter), Shape.of(extents), dtype);
    }

    private long extent(int axis) {
        return weight.spec().shape().extent(axis);
    }
}
