// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import io.goldilocks.init.Initializers;
import io.goldilocks.tensor.DType;
import java.util.List;
import java.util.OptionalLong;

/**
 * T5, also as of version 1.1, with a gate in its MLPs. Every rule scales with {@code initializer_factor}, norms among them.
 *
 * <p>Source: transformers 5.18, {@code modeling_t5.py}; Raffel et al., <i>Exploring the limits of transfer learning with a
 * unified text-to-text transformer</i>, 2020.
 */
final class T5 {
    static final Family FAMILY = new Family("t5",
            List.of(new Architecture("T5ForConditionalGeneration", "", T5::both, Heads.NONE),
                    new Architecture("T5Model", "", T5::both, Heads.NONE),
                    new Architecture("T5EncoderModel", "", T5::encoder, Heads.NONE),
                    new Architecture("T5ForSequenceClassification", "transformer", T5::both, T5::sequenceHead),
                    new Architecture("T5ForTokenClassification", "transformer", T5::encoder, T5::tokenHead),
                    new Architecture("T5ForQuestionAnswering", "", T5::both, T5::answersHead)));

    /** The sizes of a stack; {@code factor} is what the config multiplies every std by. */
    private record Sizes(ModelConfig config, double factor, long vocab, long hidden, long heads, long headDim,
            long inner, long buckets) {
        static Sizes of(ModelConfig config) {
            return new Sizes(config, config.number("initializer_factor", 0, 1e6, 1), config.size("vocab_size"),
                    config.size("d_model"),
                    config.size("num_heads"), config.size("d_kv"), config.size("d_ff"),
                    config.size("relative_attention_num_buckets"));
        }

        /** The rule of a layer whose std is factor/√fan. */
        Rule scaled(String name, long fan) {
            return new Rule(name, Initializers.normal(0, factor / Math.sqrt((double) fan)));
        }

        Rule norm() {
            return new Rule("norm", Initializers.constant(factor));
        }
    }

    private T5() {}

    private static Dimensions encoder(ModelConfig config, PlanBuilder plan) {
        Sizes sizes = Sizes.of(config);
        plan.embedding("shared", Role.EMBEDDING, sizes.scaled("embedding", 1), sizes.vocab, sizes.hidden);
        long layers = config.size("num_layers");
        stack(plan.inside("encoder"), sizes, Stack.ENCODER, "num_layers", layers);
        return new Dimensions(sizes.hidden, sizes.heads, OptionalLong.of(sizes.inner), OptionalLong.of(sizes.vocab),
                (int) layers, 0);
    }

    private static Dimensions both(ModelConfig config, PlanBuilder plan) {
        Dimensions encoder = encoder(config, plan);
        OptionalLong stated = config.optionalSize("num_decoder_layers");
        long layers = stated.orElse(encoder.encoderLayers());
        stack(plan.inside("decoder"), Sizes.of(config), Stack.DECODER,
                stated.isPresent() ? "num_decoder_layers" : "num_layers", layers);
        return new Dimensions(encoder.hidden(), encoder.heads(), encoder.ffn(), encoder.vocab(),
                encoder.encoderLayers(), (int) layers);
    }

    private static void stack(PlanBuilder plan, Sizes sizes, Stack stack, String field, long layers) {
        boolean gated = gated(sizes.config);
        plan.layers("block", stack, field, layers, (block, i) -> {
            attention(block.inside("layer.0"), "SelfAttention", sizes, i == 0);
            if (stack == Stack.DECODER) {
                attention(block.inside("layer.1"), "EncDecAttention", sizes, false);
            }
            mlp(block.inside(stack == Stack.DECODER ? "layer.2" : "layer.1"), sizes, gated);
        });
        plan.norm("final_layer_norm", sizes.norm(), sizes.hidden);
    }

    private static void attention(PlanBuilder layer, String name, Sizes sizes, boolean positions) {
        long hidden = sizes.hidden;
        long inner = sizes.heads * sizes.headDim;
        // The scores are not divided by √d_kv, so the queries are narrower by it.
        Rule query = sizes.scaled("query", hidden * sizes.headDim);
        Rule dense = sizes.scaled("dense", hidden);
        layer.linear(name + ".q", Role.ATTENTION_QUERY, query, false, inner, hidden);
        layer.linear(name + ".k", Role.ATTENTION_KEY, dense, false, inner, hidden);
        layer.linear(name + ".v", Role.ATTENTION_VALUE, dense, false, inner, hidden);
        layer.linear(name + ".o", Role.ATTENTION_OUT, sizes.scaled("attention_out", inner), false, hidden, inner);
        if (positions) {
            layer.embedding(name + ".relative_attention_bias", Role.RELATIVE_POSITION, dense, sizes.buckets,
                    sizes.heads);
        }
        layer.norm("layer_norm", sizes.norm(), hidden);
    }

    private static void mlp(PlanBuilder layer, Sizes sizes, boolean gated) {
        Rule dense = sizes.scaled("dense", sizes.hidden);
        for (String in : gated ? List.of("wi_0", "wi_1") : List.of("wi")) {
            layer.linear("DenseReluDense." + in, Role.MLP_IN, dense, false, sizes.inner, sizes.hidden);
        }
        // It overflows in F16, so the library keeps it wide there.
        layer.inF32(DType.F16).linear("DenseReluDense.wo", Role.MLP_OUT, sizes.scaled("mlp_out", sizes.inner), false,
                sizes.hidden, sizes.inner);
        layer.norm("layer_norm", sizes.norm(), sizes.hidden);
    }

    private static void sequenceHead(ModelConfig config, PlanBuilder plan, Dimensions body) {
        Rule dense = Sizes.of(config).scaled("dense", body.hidden());
        plan.linear("classification_head.dense", Role.POOLER, dense, true, body.hidden(), body.hidden());
        plan.linear("classification_head.out_proj", Role.HEAD, dense, true, config.labelCount(), body.hidden());
    }

    private static void tokenHead(ModelConfig config, PlanBuilder plan, Dimensions body) {
        plan.linear("classifier", Role.HEAD, Sizes.of(config).scaled("classifier", 1), true, config.labelCount(),
                body.hidden());
    }

    private static void answersHead(ModelConfig config, PlanBuilder plan, Dimensions body) {
        Rule dense = Sizes.of(config).scaled("dense", body.hidden());
        plan.linear("qa_outputs", Role.HEAD, dense, true, config.spanCount(), body.hidden());
    }

    private static boolean gated(ModelConfig config) {
        String form = config.optionalText("feed_forward_proj").orElse("relu");
        boolean gated = form.startsWith("gated-");
        if (form.chars().filter(c -> c == '-').count() > (gated ? 1 : 0)) {
            throw config.invalid("feed_forward_proj", "is malformed: expected an activation, or gated- and an "
                    + "activation, found '" + form + "'");
        }
        if (config.flag("is_gated_act", gated) != gated) {
            throw config.invalid("is_gated_act", "does not fit: expected " + gated + ", because feed_forward_proj is '"
                    + form + "'");
        }
        return gated;
    }
}
