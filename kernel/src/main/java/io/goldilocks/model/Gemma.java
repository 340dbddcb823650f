// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

/**
 * Gemma: Llama with heads of a width of their own, norms that multiply by 1 + their weight, and a tied head.
 *
 * <p>Source: transformers 5.18, {@code modeling_gemma.py}; Gemma Team, <i>Gemma: open models based on Gemini research and
 * technology</i>, 2024.
 */
final class Gemma {
    static final Family FAMILY = new Family("gemma", Heads.decoder("Gemma", Gemma::body, true));

    private Gemma() {}

    private static Dimensions body(ModelConfig config, PlanBuilder plan) {
        Decoder decoder = Decoder.gemma(config);
        Attention attention = Attention.stated(decoder);
        boolean bias = config.flag("attention_bias", false);
        long inner = config.size("intermediate_size");
        return decoder.add(plan, inner, (layer, _) -> {
            attention.add(layer, bias, bias);
            decoder.gatedMlp(layer.inside("mlp"), inner);
            decoder.norms(layer, "input_layernorm", "post_attention_layernorm");
        });
    }
}
