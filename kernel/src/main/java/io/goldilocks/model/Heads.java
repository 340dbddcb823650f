// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import io.goldilocks.model.Architecture.Head;
import java.util.List;
import java.util.function.Function;

/** The heads that many families share, under the base rule. Source: transformers 5.18, {@code modeling_layers.py}. */
final class Heads {
    /** The body alone. */
    static final Head NONE = (_, _, _) -> {};

    private Heads() {}

    /** Makes the classes that most decoders have, in the order of the modelling files; the body stands in {@code model}. */
    static List<Architecture> decoder(String name, Architecture.Body body, boolean tied) {
        return List.of(new Architecture(name + "ForCausalLM", "model", body, languageModel("lm_head", tied)),
                new Architecture(name + "Model", "", body, NONE),
                new Architecture(name + "ForSequenceClassification", "model", body, labels("score", false)),
                new Architecture(name + "ForTokenClassification", "model", body, labels("score", true)));
    }

    /** Makes the class that answers questions by the first and last token of a span; its body stands in {@code prefix}. */
    static Architecture answers(String name, String prefix, Architecture.Body body) {
        return new Architecture(name + "ForQuestionAnswering", prefix, body, (config, plan, size) -> plan
                .linear("qa_outputs", Role.HEAD, BaseRule.weight(config), true, 2, size.hidden()));
    }

    /** Logits over the vocabulary, unless the token embeddings serve for them too. */
    static Head languageModel(String module, boolean tied) {
        return languageModel(module, tied, BaseRule::weight);
    }

    /** The same under another rule. */
    static Head languageModel(String module, boolean tied, Function<ModelConfig, Rule> weight) {
        return (config, plan, size) -> {
            if (!config.flag("tie_word_embeddings", tied)) {
                plan.linear(module, Role.HEAD, weight.apply(config), false, size.vocab().orElseThrow(),
                        size.hidden());
            }
        };
    }

    /** Logits over the labels, for the whole text, each token or an image. */
    static Head labels(String module, boolean bias) {
        return (config, plan, size) -> plan.linear(module, Role.HEAD, BaseRule.weight(config), bias,
                config.labelCount(), size.hidden());
    }
}
