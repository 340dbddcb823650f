// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import static io.goldilocks.model.TestConfigs.ABSENT;
import static io.goldilocks.model.TestConfigs.assertPlanRefused;
import static io.goldilocks.model.TestConfigs.changed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.init.Initializers;
import io.goldilocks.init.ZeroRow;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the flags change of the families that came after GPT-2 and Llama, as the modelling files of transformers have it. */
class FamilyFlagsTest {
    private static final String LAYER = "model.layers.1.";
    private static final String ATTENTION = LAYER + "self_attn.";

    @ParameterizedTest
    @ValueSource(strings = {"gemma", "gemma2", "llama", "qwen3", "qwen3_moe"})
    void attentionBiasesStandOnAllFour(String family) {
        Map<String, Shape> with = shapes(family, "attention_bias", true);
        for (String projection : List.of("q_proj", "k_proj", "v_proj", "o_proj")) {
            Shape weight = get(with, ATTENTION + projection + ".weight");
            assertEquals(Shape.of(weight.extent(0)), get(with, ATTENTION + projection + ".bias"));
        }
        assertFalse(shapes(family, "attention_bias", ABSENT).containsKey(ATTENTION + "q_proj.bias"));
    }

    @Test
    void biasesOfQwenAreThoseOfQueriesKeysAndValues() {
        assertEquals(Set.of("k_proj.bias", "q_proj.bias", "v_proj.bias"), biases("qwen2"));
        assertEquals(Set.of("k_proj.bias", "q_proj.bias", "v_proj.bias"), biases("qwen2_moe", "qkv_bias", ABSENT));
        assertEquals(Set.of(), biases("qwen2_moe", "qkv_bias", false));
        assertEquals(Set.of(), biases("mistral"));
        assertEquals(Set.of(), biases("mixtral"));
    }

    @Test
    void gptNeoXLosesItsAttentionBiasesAlone() {
        Map<String, Shape> shapes = shapes("gpt_neox", "attention_bias", false);
        assertFalse(shapes.containsKey("gpt_neox.layers.0.attention.query_key_value.bias"));
        assertFalse(shapes.containsKey("gpt_neox.layers.0.attention.dense.bias"));
        assertTrue(shapes.containsKey("gpt_neox.layers.0.mlp.dense_h_to_4h.bias"));
    }

    @ParameterizedTest
    @CsvSource({"deepseek_v3, lm_head.weight, false", "gemma, lm_head.weight, true", "gemma2, lm_head.weight, true",
        "gpt_neox, embed_out.weight, false", "llama, lm_head.weight, false", "mistral, lm_head.weight, false",
        "mixtral, lm_head.weight, false", "qwen2, lm_head.weight, false", "qwen2_moe, lm_head.weight, false",
        "qwen3, lm_head.weight, false", "qwen3_moe, lm_head.weight, false",
        "bert, cls.predictions.decoder.weight, true"})
    void tiedHeadsAreNotWritten(String family, String head, boolean byDefault) {
        assertFalse(shapes(family, "tie_word_embeddings", true).containsKey(head));
        assertEquals(Shape.of(320, 96), get(shapes(family, "tie_word_embeddings", false), head));
        assertEquals(byDefault, !shapes(family, "tie_word_embeddings", ABSENT).containsKey(head));
    }

    @Test
    void bertsUntiedHeadHasABiasOfItsOwn() {
        assertEquals(Shape.of(320),
                get(shapes("bert", "tie_word_embeddings", false), "cls.predictions.decoder.bias"));
    }

    @Test
    void t5IsAlwaysTied() {
        assertEquals(shapes("t5"), shapes("t5", "tie_word_embeddings", false));
    }

    @ParameterizedTest
    @CsvSource({"qwen3, 40", "gemma, 64", "gemma2, 64", "mistral, 40", "qwen2, 40", "mixtral, 40", "qwen3_moe, 8"})
    void headsHaveAWidthOfTheirOwn(String family, int width) {
        Map<String, Shape> shapes = shapes(family, "head_dim", width);
        assertEquals(Shape.of(6L * width, 96), get(shapes, ATTENTION + "q_proj.weight"));
        assertEquals(Shape.of(2L * width, 96), get(shapes, ATTENTION + "v_proj.weight"));
        assertEquals(Shape.of(96, 6L * width), get(shapes, ATTENTION + "o_proj.weight"));
        if (family.startsWith("qwen3")) {
            assertEquals(Shape.of(width), get(shapes, ATTENTION + "k_norm.weight"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mistral", "mixtral", "qwen2", "qwen2_moe", "qwen3", "qwen3_moe"})
    void asManyKeysAsHeadsMustBeStated(String family) {
        Shape queries = get(shapes(family), ATTENTION + "q_proj.weight");
        assertEquals(queries, get(shapes(family, "num_key_value_heads", null), ATTENTION + "k_proj.weight"));
        assertPlanRefused(changed(family, "num_key_value_heads", ABSENT), "field 'num_key_value_heads' is missing",
                "or null");
    }

    @ParameterizedTest
    @CsvSource({"gemma, 0", "gemma2, 0", "bert, 0", "llama,", "mistral,", "qwen3,", "mixtral,", "deepseek_v3,"})
    void thePaddingRowIsTheLibrarysUnlessStated(String family, @Nullable Long row) {
        Rule plain = new Rule("weight", Initializers.normal(0, 0.02));
        assertEquals(plain, embedding(family, "pad_token_id", null));
        assertEquals(new Rule("padded", new ZeroRow(7, plain.initializer())), embedding(family, "pad_token_id", 7));
        assertEquals(row == null ? plain : new Rule("padded", new ZeroRow(row, plain.initializer())),
                embedding(family, "pad_token_id", ABSENT));
    }

    @Test
    void deepseekMakesQueriesDirectlyWithoutALowRank() {
        Map<String, Shape> shapes = shapes("deepseek_v3", "q_lora_rank", null, "attention_bias", true);
        assertEquals(Shape.of(6 * 24, 96), get(shapes, ATTENTION + "q_proj.weight"));
        assertFalse(shapes.containsKey(ATTENTION + "q_proj.bias"));
        assertFalse(shapes.containsKey(ATTENTION + "q_a_proj.weight"));
        assertFalse(shapes.containsKey(ATTENTION + "q_a_layernorm.weight"));
        assertPlanRefused(changed("deepseek_v3", "q_lora_rank", ABSENT), "field 'q_lora_rank' is missing", "or null");
    }

    @Test
    void deepseeksBiasesStandWhereAttentionMeetsTheStream() {
        assertEquals(Set.of("kv_a_proj_with_mqa.bias", "o_proj.bias", "q_a_proj.bias"),
                biases("deepseek_v3", "attention_bias", true));
    }

    @Test
    void deepseeksFirstLayersAreDense() {
        assertEquals(Shape.of(208, 96),
                get(shapes("deepseek_v3", "first_k_dense_replace", 2), LAYER + "mlp.up_proj.weight"));
        assertTrue(shapes("deepseek_v3", "first_k_dense_replace", 0)
                .containsKey("model.layers.0.mlp.experts.7.up_proj.weight"));
        assertEquals(Shape.of(128, 96), get(shapes("deepseek_v3", "n_shared_experts", 2),
                LAYER + "mlp.shared_experts.up_proj.weight"));
    }

    @ParameterizedTest
    @CsvSource({"1, '[]', 111", "2, '[]', 010", "3, '[]', 001", "1, '[1]', 101", "1, '[0,1,2]', 000", "4, '[]', 000"})
    void qwensLayersAreSparseByStepUnlessListed(int step, String dense, String expected) {
        for (String family : List.of("qwen2_moe", "qwen3_moe")) {
            List<Integer> listed = dense.equals("[]")
                    ? List.of()
                    : List.of(dense.replaceAll("[\\[\\]]", "").split(",", -1))
                            .stream().map(Integer::valueOf).toList();
            Map<String, Shape> shapes = shapes(family, "decoder_sparse_step", step, "mlp_only_layers", listed);
            StringBuilder sparse = new StringBuilder();
            for (int i = 0; i < 3; i++) {
                boolean mixture = shapes.containsKey("model.layers." + i + ".mlp.experts.3.down_proj.weight");
                assertEquals(!mixture, shapes.containsKey("model.layers." + i + ".mlp.down_proj.weight"));
                sparse.append(mixture ? 1 : 0);
            }
            assertEquals(expected, sparse.toString());
        }
    }

    @ParameterizedTest
    @CsvSource({"qwen2_moe, num_experts, num_local_experts", "qwen3_moe, num_local_experts, num_experts"})
    void qwensExpertsAreCountedUnderEitherName(String family, String field, String other) {
        assertEquals(shapes(family), shapes(family, field, ABSENT, other, 4));
        assertEquals(Set.of(), Set.copyOf(shapes(family, field, 0).keySet().stream()
                .filter(name -> name.contains("expert")).toList()));
        assertPlanRefused(changed(family, field, ABSENT), "field '", "num_local_experts", "num_experts");
    }

    @Test
    void t5HasAGateIfItsMlpSaysSo() {
        Map<String, Shape> shapes = shapes("t5", "feed_forward_proj", "gated-gelu", "is_gated_act", true,
                "num_decoder_layers", 1);
        assertEquals(Shape.of(256, 96), get(shapes, "encoder.block.1.layer.1.DenseReluDense.wi_0.weight"));
        assertEquals(Shape.of(256, 96), get(shapes, "decoder.block.0.layer.2.DenseReluDense.wi_1.weight"));
        assertFalse(shapes.containsKey("encoder.block.1.layer.1.DenseReluDense.wi.weight"));
        assertFalse(shapes.containsKey("decoder.block.1.layer.0.layer_norm.weight"));
        assertEquals(shapes("t5"), shapes("t5", "num_decoder_layers", null));
    }

    @Test
    void t5ScalesEverythingByItsFactor() {
        Map<String, Rule> rules = rules("t5", "initializer_factor", 0.5);
        assertEquals(Initializers.normal(0, 0.5), get(rules, "shared.weight").initializer());
        assertEquals(Initializers.constant(0.5), get(rules, "encoder.final_layer_norm.weight").initializer());
        assertEquals(Initializers.normal(0, 0.5 / Math.sqrt(256)),
                get(rules, "encoder.block.0.layer.1.DenseReluDense.wo.weight").initializer());
    }

    @ParameterizedTest
    @EnumSource(value = DType.class, names = {"F64", "F32", "BF16", "F16", "F8_E4M3", "F8_E5M2"})
    void someTensorsStayWide(DType type) {
        Map<String, DType> t5 = types("t5", type);
        assertEquals(type == DType.F16 ? DType.F32 : type, get(t5, "decoder.block.1.layer.2.DenseReluDense.wo.weight"));
        assertEquals(type, get(t5, "decoder.block.1.layer.2.DenseReluDense.wi.weight"));
        Map<String, DType> deepseek = types("deepseek_v3", type);
        assertEquals(type == DType.F64 ? type : DType.F32, get(deepseek, LAYER + "mlp.gate.e_score_correction_bias"));
        assertEquals(type, get(deepseek, LAYER + "mlp.gate.weight"));
    }

    @Test
    void routersAndExpertsKeepARangeOfZero() {
        Map<String, Rule> rules = rules("qwen3_moe", "initializer_range", 0);
        assertEquals(Initializers.normal(0, 0), get(rules, LAYER + "mlp.gate.weight").initializer());
        assertEquals(Initializers.normal(0, 0), get(rules, LAYER + "mlp.experts.0.up_proj.weight").initializer());
        assertEquals(Initializers.normal(0, 0.02), get(rules, ATTENTION + "q_proj.weight").initializer());
    }

    @Test
    void bertAttendsToAnotherModelAsADecoder() {
        Map<String, Shape> shapes = shapes("bert", "is_decoder", true, "add_cross_attention", true);
        assertEquals(Shape.of(96, 96), get(shapes, "bert.encoder.layer.1.crossattention.self.key.weight"));
        assertEquals(Shape.of(96), get(shapes, "bert.encoder.layer.1.crossattention.output.LayerNorm.bias"));
        assertPlanRefused(changed("bert", "add_cross_attention", true), "field 'add_cross_attention'", "is_decoder");
    }

    @ParameterizedTest
    @CsvSource({"bert, hidden_size, 97", "gpt_neox, hidden_size, 97", "qwen2, num_attention_heads, 7",
        "mixtral, num_key_value_heads, 4", "gemma, num_key_value_heads, 4", "gemma2, head_dim, 33",
        "deepseek_v3, qk_rope_head_dim, 7", "deepseek_v3, n_group, 3", "deepseek_v3, topk_group, 3",
        "deepseek_v3, num_key_value_heads, 2", "deepseek_v3, qk_head_dim, 25", "mixtral, num_experts_per_tok, 5",
        "qwen3_moe, num_experts_per_tok, 5", "t5, is_gated_act, true", "t5, feed_forward_proj, gated-gelu",
        "t5, feed_forward_proj, a-b", "bert, num_labels, 0", "vit, patch_size, 33",
        "vit, hidden_size, 97", "mamba2, num_heads, 7", "mamba2, n_groups, 3", "mamba2, expand, 3"})
    void contradictionsAreRefused(String family, String field, String value) {
        Object parsed = value.matches("\\d+")
                ? (Object) Long.valueOf(value)
                : value.equals("true") ? true : value;
        List<String> classes = family.equals("bert") ? List.of("BertForSequenceClassification") : List.of();
        assertPlanRefused(changed(family, field, parsed, "architectures", classes), field);
    }

    @Test
    void labelsAreCounted() {
        String head = "score.weight";
        List<String> sequence = List.of("LlamaForSequenceClassification");
        assertEquals(Shape.of(2, 96), get(shapes("llama", "architectures", sequence), head));
        assertEquals(Shape.of(5, 96), get(shapes("llama", "architectures", sequence, "num_labels", 5), head));
        assertEquals(Shape.of(1, 96),
                get(shapes("llama", "architectures", sequence, "id2label", Map.of("0", "x")), head));
        assertPlanRefused(changed("llama", "architectures", sequence, "id2label", Map.of()),
                "field 'id2label' is empty");
        assertPlanRefused(
                changed("llama", "architectures", sequence, "id2label", Map.of("0", "x"), "num_labels", 2),
                "field 'num_labels' does not fit: expected 1");
        assertPlanRefused(changed("bert", "architectures", List.of("BertForQuestionAnswering"), "num_labels", 3),
                "field 'num_labels' does not fit: expected 2 labels, the ends of an answer, found 3");
    }

    @Test
    void mamba2HasBiasesAsStated() {
        Map<String, Shape> shapes = shapes("mamba2", "use_bias", true, "use_conv_bias", false);
        assertEquals(Shape.of(328), get(shapes, "backbone.layers.0.mixer.in_proj.bias"));
        assertEquals(Shape.of(64), get(shapes, "backbone.layers.0.mixer.out_proj.bias"));
        assertFalse(shapes.containsKey("backbone.layers.0.mixer.conv1d.bias"));
        assertFalse(shapes("mamba2", "tie_word_embeddings", true).containsKey("lm_head.weight"));
    }

    @Test
    void mamba2DividesItsResidualsIfAsked() {
        String out = "backbone.layers.0.mixer.out_proj.weight";
        double bound = 1 / Math.sqrt(128);
        assertEquals(Initializers.uniform(-bound, bound), get(rules("mamba2"), out).initializer());
        double narrowed = bound / Math.sqrt(2);
        assertEquals(Initializers.uniform(-narrowed, narrowed),
                get(rules("mamba2", "rescale_prenorm_residual", true), out).initializer());
    }

    @Test
    void mamba2HasAWiderRangeOfItsOwn() {
        assertEquals(Initializers.normal(0, 0.1),
                get(rules("mamba2", "initializer_range", ABSENT), "lm_head.weight").initializer());
        assertEquals("mamba_dt_bias(dt_min=0.001,dt_max=0.2,dt_floor=1.0E-4)",
                get(rules("mamba2", "time_step_max", 0.2), "backbone.layers.1.mixer.dt_bias").initializer().toString());
        assertEquals(Shape.of(96 + 4 * 16, 1, 4),
                get(shapes("mamba2", "expand", 1.5, "num_heads", 6), "backbone.layers.0.mixer.conv1d.weight"));
    }

    @Test
    void vitLosesItsQueryBiasesAlone() {
        Map<String, Shape> shapes = shapes("vit", "qkv_bias", false);
        assertFalse(shapes.containsKey("vit.encoder.layer.0.attention.attention.value.bias"));
        assertTrue(shapes.containsKey("vit.encoder.layer.0.attention.output.dense.bias"));
        assertEquals(Shape.of(1, 5, 96), get(shapes("vit", "patch_size", 15), "vit.embeddings.position_embeddings"));
        assertEquals("truncated_normal(mean=0.0,std=0.02,a=-2.0,b=2.0,corrected=false)",
                get(rules("vit"), "vit.embeddings.cls_token").initializer().toString());
    }

    /** Roles, layers, experts and fans, which recipes go by. */
    @Test
    void tensorsSayWhereTheyStand() {
        Map<String, Place> places = new LinkedHashMap<>();
        ModelPlan.of(changed("qwen2_moe"), null).tensors()
                .forEach(tensor -> places.put(tensor.spec().name(), tensor.place()));
        assertEquals(
                "Place[role=mlp_out, bias=false, layer=Optional[Layer[stack=DECODER, index=1, count=3]], expert=true, "
                        + "fans=Optional[Fans[in=64, out=96]]]",
                get(places, LAYER + "mlp.experts.2.down_proj.weight").toString());
        assertEquals("Place[role=attention_key, bias=true, layer=Optional[Layer[stack=DECODER, index=1, count=3]], "
                + "expert=false, fans=Optional[Fans[in=96, out=32]]]",
                get(places, ATTENTION + "k_proj.bias").toString());
        assertEquals("Place[role=embedding, bias=false, layer=Optional.empty, expert=false, "
                + "fans=Optional[Fans[in=96, out=320]]]", get(places, "model.embed_tokens.weight").toString());
        assertEquals(Role.ROUTER, get(places, LAYER + "mlp.shared_expert_gate.weight").role());
        assertFalse(get(places, LAYER + "mlp.shared_expert.up_proj.weight").expert());
        assertEquals("Dimensions[hidden=96, heads=6, ffn=OptionalLong[256], vocab=OptionalLong[320], encoderLayers=2, "
                + "decoderLayers=2]", ModelPlan.of(changed("t5"), null).dimensions().toString());
    }

    private static Set<String> biases(String family, @Nullable Object... changes) {
        return Set.copyOf(shapes(family, changes).keySet().stream()
                .filter(name -> name.startsWith(ATTENTION) && name.endsWith(".bias"))
                .map(name -> name.substring(ATTENTION.length())).toList());
    }

    private static Rule embedding(String family, String field, @Nullable Object value) {
        return ModelPlan.of(changed(family, field, value), null).tensors().getFirst().rule();
    }

    private static Map<String, Shape> shapes(String family, @Nullable Object... changes) {
        Map<String, Shape> shapes = new TreeMap<>();
        ModelPlan.of(changed(family, changes), null).tensors()
                .forEach(tensor -> shapes.put(tensor.spec().name(), tensor.spec().shape()));
        return shapes;
    }

    private static Map<String, Rule> rules(String family, @Nullable Object... changes) {
        Map<String, Rule> rules = new TreeMap<>();
        ModelPlan.of(changed(family, changes), null).tensors()
                .forEach(tensor -> rules.put(tensor.spec().name(), tensor.rule()));
        return rules;
    }

    private static Map<String, DType> types(String family, DType type) {
        Map<String, DType> types = new TreeMap<>();
        ModelPlan.of(changed(family), type).tensors()
                .forEach(tensor -> types.put(tensor.spec().name(), tensor.spec().dtype()));
        return types;
    }

    private static <V> V get(Map<String, V> map, String name) {
        return Objects.requireNonNull(map.get(name), name);
    }
}
