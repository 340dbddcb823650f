// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import java.util.List;
import java.util.stream.Stream;

/**
 * Llama.
 *
 * <p>Source: transformers 5.18, {@code modeling_llama.py}; Touvron et al., <i>LLaMA: open and efficient foundation language
 * models</i>, 2023.
 */
final class Llama {
    static final Family FAMILY = new Family("llama", architectures("Llama", Llama::body));

    private Llama() {}

    /** The classes that Qwen has too; in the one that answers questions the body keeps an older name. */
    static List<Architecture> architectures(String name, Architecture.Body body) {
        return Stream.concat(Heads.decoder(name, body, false).stream(),
                Stream.of(Heads.answers(name, "transformer", body))).toList();
    }

    private static Dimensions body(ModelConfig config, PlanBuilder plan) {
        Decoder decoder = Decoder.of(config);
        // The library asks for this even where head_dim is given.
        config.shared("hidden_size", decoder.hidden(), "num_attention_heads", decoder.heads());
        Attention attention = new Attention(decoder,
                config.optionalSize("num_key_value_heads").orElse(decoder.heads()), Attention.headDim(decoder));
        boolean attentionBias = config.flag("attention_bias", false);
        boolean mlpBias = config.flag("mlp_bias", false);
        long inner = config.size("intermediate_size");
        return decoder.add(plan, inner, (layer, _) -> {
            attention.add(layer, attentionBias, attentionBias);
            decoder.gatedMlp(layer.inside("mlp"), mlpBias, inner);
            decoder.norms(layer, "input_layernorm", "post_attention_layernorm");
        });
    }
}
