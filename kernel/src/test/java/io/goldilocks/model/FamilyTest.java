// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import static io.goldilocks.model.TestConfigs.ABSENT;
import static io.goldilocks.model.TestConfigs.assertPlanRefused;
import static io.goldilocks.model.TestConfigs.changed;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.goldilocks.init.Initializer;
import io.goldilocks.init.Initializers;
import io.goldilocks.init.Layout;
import io.goldilocks.init.ZeroRow;
import io.goldilocks.tensor.Shape;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the flags of a config change, and the configs that no model can be made of. */
class FamilyTest {
    @Test
    void gpt2NarrowsTheEndsOfItsResidualBranches() {
        Initializer narrowed = Initializers.normal(0, 0.02 / Math.sqrt(8));
        Initializer plain = Initializers.normal(0, 0.02);
        assertEquals(narrowed, gpt2("transformer.h.3.attn.c_proj.weight").initializer());
        assertEquals(narrowed, gpt2("transformer.h.0.mlp.c_proj.weight").initializer());
        assertEquals(narrowed,
                gpt2("transformer.h.0.crossattention.c_proj.weight", "add_cross_attention", true).initializer());
        assertEquals(plain, gpt2("transformer.h.3.attn.c_attn.weight").initializer());
        assertEquals(plain, gpt2("transformer.wpe.weight").initializer());
    }

    @Test
    void gpt2StoresItsDenseLayersTransposed() {
        assertEquals(Layout.CONV1D, gpt2("transformer.h.0.mlp.c_fc.weight").layout());
        assertEquals(Layout.LINEAR, gpt2("lm_head.weight", "tie_word_embeddings", false).layout());
        assertEquals(Layout.EMBEDDING, gpt2("transformer.wte.weight").layout());
        assertEquals(Layout.VECTOR, gpt2("transformer.h.0.mlp.c_fc.bias").layout());
    }

    @Test
    void gpt2HasAnInnerSizeOfFourTimesItsWidthUnlessStated() {
        for (Object none : new @Nullable Object[]{null, ABSENT}) {
            assertEquals(Shape.of(96, 384), gpt2("transformer.h.0.mlp.c_fc.weight", "n_inner", none).spec().shape());
        }
        assertEquals(Shape.of(10, 96), gpt2("transformer.h.0.mlp.c_proj.weight", "n_inner", 10).spec().shape());
    }

    /** transformers 5.18 takes its default for a 0 in embeddings and head, and the 0 itself in GPT-2's own layers. */
    @Test
    void gpt2KeepsARangeOfZeroInItsOwnLayersAlone() {
        Object[] changes = {"initializer_range", 0.0, "tie_word_embeddings", false};
        assertEquals(Initializers.normal(0, 0.02), gpt2("transformer.wte.weight", changes).initializer());
        assertEquals(Initializers.normal(0, 0.02), gpt2("lm_head.weight", changes).initializer());
        assertEquals(Initializers.normal(0, 0), gpt2("transformer.h.0.attn.c_attn.weight", changes).initializer());
        assertEquals(Initializers.normal(0, 0), gpt2("transformer.h.0.attn.c_proj.weight", changes).initializer());
    }

    @Test
    void gpt2HasNoPaddingRow() {
        assertEquals(Initializers.normal(0, 0.02), gpt2("transformer.wte.weight", "pad_token_id", 3).initializer());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void gpt2IsTiedUnlessStated(boolean absent) {
        ModelConfig config = changed("gpt2", "tie_word_embeddings", absent ? ABSENT : null);
        assertEquals(Optional.empty(), find(config, "lm_head.weight"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void llamaIsNotTiedUnlessStated(boolean absent) {
        ModelConfig config = changed("llama", "tie_word_embeddings", absent ? ABSENT : null);
        assertEquals(Shape.of(320, 96), find(config, "lm_head.weight").orElseThrow().spec().shape());
    }

    @Test
    void llamaHasAsManyKeyValueHeadsAsHeadsUnlessStated() {
        assertEquals(Shape.of(96, 96),
                llama("model.layers.0.self_attn.k_proj.weight", "num_key_value_heads", null).spec().shape());
        assertEquals(Shape.of(32, 96), llama("model.layers.0.self_attn.k_proj.weight").spec().shape());
    }

    @Test
    void llamaSharesItsWidthAmongTheHeadsUnlessStated() {
        String query = "model.layers.0.self_attn.q_proj.weight";
        assertEquals(Shape.of(96, 96), llama(query, "head_dim", ABSENT).spec().shape());
        assertEquals(Shape.of(6 * 40, 96), llama(query, "head_dim", 40).spec().shape());
        assertEquals(Shape.of(96, 6 * 40),
                llama("model.layers.0.self_attn.o_proj.weight", "head_dim", 40).spec().shape());
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "5, 5", "319, 319", "-1, 319", "-320, 0"})
    void llamaZeroesThePaddingRow(int id, long row) {
        assertEquals(new ZeroRow(row, Initializers.normal(0, 0.02)),
                llama("model.embed_tokens.weight", "pad_token_id", id).initializer());
    }

    @ParameterizedTest
    @ValueSource(ints = {320, -321})
    void aPaddingRowOutsideTheVocabularyIsRefused(int id) {
        assertPlanRefused(changed("llama", "pad_token_id", id), "field 'pad_token_id'",
                "expected a whole number from -320 to 319, found " + id);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"0.0", "0"})
    void aRangeOfZeroOrNoneIsTheDefault(@Nullable String range) {
        Object value = range == null ? ABSENT : Double.valueOf(range);
        assertEquals(Initializers.normal(0, 0.02),
                llama("model.layers.0.mlp.up_proj.weight", "initializer_range", value).initializer());
    }

    @Test
    void theRangeIsTheStd() {
        assertEquals(Initializers.normal(0, 0.006),
                llama("model.layers.0.mlp.up_proj.weight", "initializer_range", 0.006).initializer());
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.02, 2})
    void aRangeThatIsNoStdIsRefused(double range) {
        assertPlanRefused(changed("gpt2", "initializer_range", range), "field 'initializer_range'",
                "expected a number from 0.0 to 1.0, found " + range);
    }

    @ParameterizedTest
    @CsvSource({"gpt2, vocab_size", "gpt2, n_positions", "gpt2, n_embd", "gpt2, n_layer", "gpt2, n_head",
        "llama, vocab_size", "llama, hidden_size", "llama, intermediate_size", "llama, num_hidden_layers",
        "llama, num_attention_heads", "gpt2, model_type"})
    void aMissingFieldIsRefused(String folder, String field) {
        assertPlanRefused(changed(folder, field, ABSENT), "field '" + field + "' is missing");
        assertPlanRefused(changed(folder, field, null), "field '" + field + "' is missing");
    }

    @ParameterizedTest
    @CsvSource({"gpt2, vocab_size", "gpt2, n_positions", "gpt2, n_embd", "gpt2, n_layer", "gpt2, n_head",
        "gpt2, n_inner", "llama, vocab_size", "llama, hidden_size", "llama, intermediate_size",
        "llama, num_hidden_layers", "llama, num_attention_heads", "llama, num_key_value_heads", "llama, head_dim"})
    void anAbsurdSizeIsRefused(String folder, String field) {
        for (Object absurd : List.of(0, -1, 1e30, "7", 1_000_000_000_000L, 2.5, true, List.of(), 1L << 31)) {
            assertPlanRefused(changed(folder, field, absurd), "field '" + field + "' is malformed",
                    "expected a whole number from 1 to 2147483647, found");
        }
    }

    @ParameterizedTest
    @CsvSource({"gpt2, add_cross_attention", "gpt2, tie_word_embeddings", "llama, attention_bias", "llama, mlp_bias",
        "llama, tie_word_embeddings"})
    void aFlagThatIsNoneIsRefused(String folder, String field) {
        assertPlanRefused(changed(folder, field, 1), "field '" + field + "'", "expected true or false, found 1");
    }

    @Test
    void headsThatDoNotDivideTheWidthAreRefused() {
        assertPlanRefused(changed("gpt2", "n_embd", 97),
                "field 'n_embd' does not fit: expected a multiple of n_head, which is 6, found 97");
        assertPlanRefused(changed("llama", "num_attention_heads", 7),
                "field 'hidden_size' does not fit: expected a multiple of num_attention_heads, which is 7, found 96");
        assertPlanRefused(changed("llama", "num_attention_heads", 200, "head_dim", ABSENT), "field 'hidden_size'");
    }

    @Test
    void keyValueHeadsThatDoNotDivideTheHeadsAreRefused() {
        assertPlanRefused(changed("llama", "num_key_value_heads", 4), "field 'num_attention_heads' does not fit: "
                + "expected a multiple of num_key_value_heads, which is 4, found 6");
    }

    @Test
    void anOddHeadIsRefused() {
        assertPlanRefused(changed("llama", "head_dim", 15), "field 'head_dim'", "an even number", "found 15");
    }

    @ParameterizedTest
    @CsvSource({"gpt2, n_layer, transformer.h", "llama, num_hidden_layers, model.layers"})
    void tooManyLayersAreRefusedBeforeTheyAreBuilt(String folder, String field, String module) {
        assertPlanRefused(changed(folder, field, Integer.MAX_VALUE), "2147483647 times '" + module + "'",
                "more than 262144 tensors");
    }

    @Test
    void aTensorThatOverflowsIsRefused() {
        assertPlanRefused(changed("gpt2", "vocab_size", Integer.MAX_VALUE, "n_embd", Integer.MAX_VALUE - 1),
                "tensor 'transformer.wte.weight' is too large", "overflows");
        assertPlanRefused(changed("llama", "head_dim", Integer.MAX_VALUE - 1, "hidden_size", 1 << 30,
                "num_attention_heads", 1 << 30, "num_key_value_heads", 1),
                "tensor 'model.layers.0.self_attn.q_proj.weight' is too large", "2^63");
    }

    @Test
    void aPlanThatOverflowsIsRefused() {
        assertPlanRefused(changed("gpt2", "n_embd", 6 << 25, "n_layer", 100), "the plan is too large: with tensor '",
                "it passes 2^63 bytes");
    }

    private static PlannedTensor gpt2(String name, @Nullable Object... changes) {
        return find(changed("gpt2", changes), name).orElseThrow();
    }

    private static PlannedTensor llama(String name, @Nullable Object... changes) {
        return find(changed("llama", changes), name).orElseThrow();
    }

    private static Optional<PlannedTensor> find(ModelConfig config, String name) {
        return ModelPlan.of(config, null).tensors().stream().filter(tensor -> tensor.spec().name().equals(name))
                .findFirst();
    }
}
