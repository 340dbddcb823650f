// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import java.util.List;

/**
 * Gemma 3, its text model: Gemma 2 with norms on queries and keys.
 *
 * <p>Source: transformers 5.18, {@code modeling_gemma3.py}; Gemma Team, <i>Gemma 3 technical report</i>, 2025.
 */
final class Gemma3 {
    static final Family FAMILY = new Family("gemma3_text",
            List.of(new Architecture("Gemma3ForCausalLM", "model", Gemma3::body, Heads.languageModel("lm_head", true)),
                    new Architecture("Gemma3TextModel", "", Gemma3::body, Heads.NONE),
                    new Architecture("Gemma3TextForSequenceClassification", "model", Gemma3::body,
                            Heads.labels("score", false))));

    private Gemma3() {}

    private static Dimensions body(ModelConfig config, PlanBuilder plan) {
        Decoder decoder = Decoder.gemma(config);
        Attention attention = Attention.stated(decoder);
        boolean bias = config.flag("attention_bias", false);
        long inner = config.size("intermediate_size");
        return decoder.add(plan, inner, (layer, _) -> {
            attention.add(layer, bias, bias);
            attention.addNorms(layer);
            decoder.gatedMlp(layer.inside("mlp"), inner);
            decoder.norms(layer, "input_layernorm", "post_attention_layernorm", "pre_feedforward_layernorm",
                    "post_feedforward_layernorm");
        });
    }
}
