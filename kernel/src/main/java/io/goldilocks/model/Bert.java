// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import io.goldilocks.init.Fans;
import io.goldilocks.model.Architecture.Body;
import java.util.List;
import java.util.OptionalLong;

/**
 * BERT.
 *
 * <p>Source: transformers 5.18, {@code modeling_bert.py}; Devlin et al., <i>BERT: pre-training of deep bidirectional
 * transformers for language understanding</i>, 2019.
 */
final class Bert {
    private static final Body POOLED = (config, plan) -> body(config, plan, true);
    private static final Body TOKENS = (config, plan) -> body(config, plan, false);

    static final Family FAMILY = new Family("bert",
            List.of(new Architecture("BertForPreTraining", "bert", POOLED, Bert::preTraining),
                    new Architecture("BertModel", "", POOLED, Heads.NONE),
                    new Architecture("BertForMaskedLM", "bert", TOKENS, Bert::predictions),
                    new Architecture("BertLMHeadModel", "bert", TOKENS, Bert::predictions),
                    new Architecture("BertForNextSentencePrediction", "bert", POOLED, Bert::nextSentence),
                    new Architecture("BertForSequenceClassification", "bert", POOLED, Heads.labels("classifier", true)),
                    new Architecture("BertForTokenClassification", "bert", TOKENS, Heads.labels("classifier", true)),
                    new Architecture("BertForMultipleChoice", "bert", POOLED, Bert::choice),
                    new Architecture("BertForQuestionAnswering", "bert", TOKENS, Bert::answers)));

    private Bert() {}

    private static Dimensions body(ModelConfig config, PlanBuilder plan, boolean pooler) {
        long vocab = config.size("vocab_size");
        long hidden = config.size("hidden_size");
        long inner = config.size("intermediate_size");
        long layers = config.size("num_hidden_layers");
        long heads = config.size("num_attention_heads");
        config.shared("hidden_size", hidden, "num_attention_heads", heads);
        boolean crossAttention = crossAttention(config);
        Rule weight = BaseRule.weight(config);

        PlanBuilder embeddings = plan.inside("embeddings");
        embeddings.embedding("word_embeddings", Role.EMBEDDING,
                BaseRule.padded(config, weight, vocab, OptionalLong.of(0)), vocab, hidden);
        embeddings.embedding("position_embeddings", Role.POSITION, weight, config.size("max_position_embeddings"),
                hidden);
        embeddings.embedding("token_type_embeddings", Role.SEGMENT, weight, config.size("type_vocab_size"), hidden);
        embeddings.layerNorm("LayerNorm", hidden);
        Stack stack = config.flag("is_decoder", false) ? Stack.DECODER : Stack.ENCODER;
        plan.layers("encoder.layer", stack, "num_hidden_layers", layers, (layer, _) -> {
            attention(layer.inside("attention"), weight, hidden);
            if (crossAttention) {
                attention(layer.inside("crossattention"), weight, hidden);
            }
            layer.linear("intermediate.dense", Role.MLP_IN, weight, true, inner, hidden);
            layer.linear("output.dense", Role.MLP_OUT, weight, true, hidden, inner);
            layer.layerNorm("output.LayerNorm", hidden);
        });
        if (pooler) {
            plan.linear("pooler.dense", Role.POOLER, weight, true, hidden, hidden);
        }
        return Dimensions.of(stack, hidden, layers, heads, OptionalLong.of(inner), OptionalLong.of(vocab));
    }

    private static void attention(PlanBuilder attention, Rule weight, long hidden) {
        attention.linear("self.query", Role.ATTENTION_QUERY, weight, true, hidden, hidden);
        attention.linear("self.key", Role.ATTENTION_KEY, weight, true, hidden, hidden);
        attention.linear("self.value", Role.ATTENTION_VALUE, weight, true, hidden, hidden);
        attention.linear("output.dense", Role.ATTENTION_OUT, weight, true, hidden, hidden);
        attention.layerNorm("output.LayerNorm", hidden);
    }

    private static boolean crossAttention(ModelConfig config) {
        boolean crossAttention = config.flag("add_cross_attention", false);
        if (crossAttention && !config.flag("is_decoder", false)) {
            throw config.invalid("add_cross_attention", "does not fit: only a decoder attends to another model, "
                    + "so expected is_decoder to be true");
        }
        return crossAttention;
    }

    private static void preTraining(ModelConfig config, PlanBuilder plan, Dimensions body) {
        predictions(config, plan, body);
        nextSentence(config, plan, body);
    }

    private static void predictions(ModelConfig config, PlanBuilder plan, Dimensions body) {
        long hidden = body.hidden();
        long vocab = body.vocab().orElseThrow();
        Rule weight = BaseRule.weight(config);
        PlanBuilder predictions = plan.inside("cls.predictions");
        predictions.bias("bias", Role.HEAD, new Fans(hidden, vocab), vocab);
        predictions.linear("transform.dense", Role.POOLER, weight, true, hidden, hidden);
        predictions.layerNorm("transform.LayerNorm", hidden);
        // Tied, both are left out: the weight to the token embeddings, the bias to the one above.
        if (!config.flag("tie_word_embeddings", true)) {
            predictions.linear("decoder", Role.HEAD, weight, true, vocab, hidden);
        }
    }

    private static void answers(ModelConfig config, PlanBuilder plan, Dimensions body) {
        plan.linear("qa_outputs", Role.HEAD, BaseRule.weight(config), true, config.spanCount(), body.hidden());
    }

    /** One score for each choice. */
    private static void choice(ModelConfig config, PlanBuilder plan, Dimensions body) {
        plan.linear("classifier", Role.HEAD, BaseRule.weight(config), true, 1, body.hidden());
    }

    private static void nextSentence(ModelConfig config, PlanBuilder plan, Dimensions body) {
        plan.linear("cls.seq_relationship", Role.HEAD, BaseRule.weight(config), true, 2, body.hidden());
    }
}
