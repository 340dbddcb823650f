// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

/**
 * Gemma 2: Gemma with norms on both sides of attention and MLP.
 *
 * <p>Source: transformers 5.18, {@code modeling_gemma2.py}; Gemma Team, <i>Gemma 2: improving open language models at a
 * practical size</i>, 2024.
 */
final class Gemma2 {
    static final Family FAMILY = new Family("gemma2", Heads.decoder("Gemma2", Gemma2::body, true));

    private Gemma2() {}

    private static Dimensions body(ModelConfig config, PlanBuilder plan) {
        Decoder decoder = Decoder.gemma(config);
        Attention attention = Attention.stated(decoder);
        boolean bias = config.flag("attention_bias", false);
        long inner = config.size("intermediate_size");
        return decoder.add(plan, inner, (layer, _) -> {
            attention.add(layer, bias, bias);
            decoder.gatedMlp(layer.inside("mlp"), inner);
            decoder.norms(layer, "input_layernorm", "post_attention_layernorm", "pre_feedforward_layernorm",
                    "post_feedforward_layernorm");
        });
    }
}
