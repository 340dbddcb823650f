// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import java.util.List;
import java.util.OptionalLong;

/**
 * The vision transformer.
 *
 * <p>Source: transformers 5.18, {@code modeling_vit.py}; Dosovitskiy et al., <i>An image is worth 16x16 words: transformers for
 * image recognition at scale</i>, 2021.
 */
final class Vit {
    static final Family FAMILY = new Family("vit",
            List.of(new Architecture("ViTForImageClassification", "vit", (config, plan) -> body(config, plan, false),
                    Heads.labels("classifier", true)),
                    new Architecture("ViTModel", "", (config, plan) -> body(config, plan, true), Heads.NONE)));

    /** The widest image, in pixels: the number of its patches is a square, which must not overflow. */
    private static final int MAX_IMAGE = 1 << 16;

    private Vit() {}

    private static Dimensions body(ModelConfig config, PlanBuilder plan, boolean pooler) {
        long hidden = config.size("hidden_size");
        long inner = config.size("intermediate_size");
        long layers = config.size("num_hidden_layers");
        long heads = config.size("num_attention_heads");
        config.shared("hidden_size", hidden, "num_attention_heads", heads);
        long patch = config.size("patch_size");
        long image = config.wholeNumber("image_size", 1, MAX_IMAGE);
        config.requireAtMost("patch_size", patch, "image_size", image);
        long across = image / patch;
        boolean bias = config.flag("qkv_bias", true);
        Rule weight = BaseRule.weight(config);
        Rule learned = BaseRule.truncated(config);

        PlanBuilder embeddings = plan.inside("embeddings");
        embeddings.vector("cls_token", Role.EMBEDDING, false, learned, 1, 1, hidden);
        embeddings.vector("position_embeddings", Role.POSITION, false, learned, 1, across * across + 1, hidden);
        embeddings.conv("patch_embeddings.projection", Role.PATCH, weight, true, hidden, config.size("num_channels"),
                patch, patch);
        plan.layers("encoder.layer", Stack.ENCODER, "num_hidden_layers", layers, (layer, _) -> {
            layer.linear("attention.attention.query", Role.ATTENTION_QUERY, weight, bias, hidden, hidden);
            layer.linear("attention.attention.key", Role.ATTENTION_KEY, weight, bias, hidden, hidden);
            layer.linear("attention.attention.value", Role.ATTENTION_VALUE, weight, bias, hidden, hidden);
            layer.linear("attention.output.dense", Role.ATTENTION_OUT, weight, true, hidden, hidden);
            layer.linear("intermediate.dense", Role.MLP_IN, weight, true, inner, hidden);
            layer.linear("output.dense", Role.MLP_OUT, weight, true, hidden, inner);
            layer.layerNorm("layernorm_before", hidden);
            layer.layerNorm("layernorm_after", hidden);
        });
        plan.layerNorm("layernorm", hidden);
        if (pooler) {
            plan.linear("pooler.dense", Role.POOLER, weight, true,
                    config.optionalSize("pooler_output_size").orElse(hidden), hidden);
        }
        return Dimensions.of(Stack.ENCODER, hidden, layers, heads, OptionalLong.of(inner), OptionalLong.empty());
    }
}
