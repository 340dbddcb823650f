// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.goldilocks.json.JsonObject;
import io.goldilocks.model.ModelConfig;
import io.goldilocks.model.ModelPlan;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A recipe is read and applied, or refused with a message; every tensor of the plan keeps its name and shape. */
class RecipeFuzzTest {
    private static final ModelPlan PLAN = ModelPlan.of(ModelConfig.parse("config.json", """
            {"model_type": "gpt2", "vocab_size": 30, "n_positions": 8, "n_embd": 8, "n_layer": 2, "n_head": 2}"""
            .getBytes(StandardCharsets.UTF_8)), null);

    @FuzzTest(maxDuration = "10s")
    void recipe(byte[] input) {
        AppliedRecipe applied;
        try {
            applied = Recipe.of(JsonObject.parse("recipe.json", input)).apply(PLAN, Map.of());
        } catch (IllegalArgumentException e) {
            return;
        }
        for (int i = 0; i < PLAN.tensors().size(); i++) {
            assertEquals(PLAN.tensors().get(i).spec(), applied.plan().tensors().get(i).spec());
        }
        assertEquals(PLAN.tensors().size(), applied.plan().tensors().size());
    }
}
