// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import java.util.List;
import java.util.stream.Stream;

/**
 * Mistral: Llama without biases.
 *
 * <p>Source: transformers 5.18, {@code modeling_mistral.py}; Jiang et al., <i>Mistral 7B</i>, 2023.
 */
final class Mistral {
    static final Family FAMILY = new Family("mistral", architectures("Mistral", Mistral::body));

    private Mistral() {}

    /** The classes of a decoder and one that answers questions. */
    static List<Architecture> architectures(String name, Architecture.Body body) {
        return Stream.concat(Heads.decoder(name, body, false).stream(),
                Stream.of(Heads.answers(name, "model", body))).toList();
    }

    private static Dimensions body(ModelConfig config, PlanBuilder plan) {
        Decoder decoder = Decoder.of(config);
        Attention attention = Attention.grouped(decoder);
        long inner = config.size("intermediate_size");
        return decoder.add(plan, inner, (layer, _) -> {
            attention.add(layer, false, false);
            decoder.gatedMlp(layer.inside("mlp"), inner);
            decoder.norms(layer, "input_layernorm", "post_attention_layernorm");
        });
    }
}
