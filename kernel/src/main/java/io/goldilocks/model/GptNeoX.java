// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import io.goldilocks.model.Architecture.Body;
import java.util.List;

/**
 * GPT-NeoX and Pythia. The library draws all its layers alike; the narrower ones of the original are a recipe.
 *
 * <p>Source: transformers 5.18, {@code modeling_gpt_neox.py}; Black et al., <i>GPT-NeoX-20B: an open-source autoregressive
 * language model</i>, 2022.
 */
final class GptNeoX {
    private static final Body BODY = GptNeoX::body;
    static final Family FAMILY = new Family("gpt_neox",
            List.of(new Architecture("GPTNeoXForCausalLM", "gpt_neox", BODY, Heads.languageModel("embed_out", false)),
                    new Architecture("GPTNeoXModel", "", BODY, Heads.NONE),
                    new Architecture("GPTNeoXForSequenceClassification", "gpt_neox", BODY,
                            Heads.labels("score", false)),
                    new Architecture("GPTNeoXForTokenClassification", "gpt_neox", BODY,
                            Heads.labels("classifier", true)),
                    Heads.answers("GPTNeoX", "gpt_neox", BODY)));

    private GptNeoX() {}

    private static Dimensions body(ModelConfig config, PlanBuilder plan) {
        long vocab = config.size("vocab_size");
        long hidden = config.size("hidden_size");
        long inner = config.size("intermediate_size");
        long layers = config.size("num_hidden_layers");
        long heads = config.size("num_attention_heads");
        config.shared("hidden_size", hidden, "num_attention_heads", heads);
        boolean bias = config.flag("attention_bias", true);
        Rule weight = BaseRule.weight(config);

        plan.embedding("embed_in", Role.EMBEDDING, weight, vocab, hidden);
        plan.layers("layers", Stack.DECODER, "num_hidden_layers", layers, (layer, _) -> {
            layer.layerNorm("input_layernorm", hidden);
            layer.layerNorm("post_attention_layernorm", hidden);
            layer.linear("attention.query_key_value", Role.ATTENTION_FUSED, weight, bias, 3 * hidden, hidden);
            layer.linear("attention.dense", Role.ATTENTION_OUT, weight, bias, hidden, hidden);
            layer.linear("mlp.dense_h_to_4h", Role.MLP_IN, weight, true, inner, hidden);
            layer.linear("mlp.dense_4h_to_h", Role.MLP_OUT, weight, true, hidden, inner);
        });
        plan.layerNorm("final_layer_norm", hidden);
        return Dimensions.decoder(hidden, layers, heads, inner, vocab);
    }
}
