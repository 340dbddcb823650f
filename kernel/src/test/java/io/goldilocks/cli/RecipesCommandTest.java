// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.recipe.Recipes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recipes from the command line: the list, {@code --recipe} and {@code --from}. */
class RecipesCommandTest {
    @TempDir
    private Path folder;

    @Test
    void recipesAreListedWithFormulaAndSource() {
        List<String> lines = Run.done("recipes").out().lines().toList();
        for (String name : Recipes.names()) {
            int place = lines.indexOf(name);
            assertTrue(place >= 0, name);
            assertEquals("    " + Recipes.open(name).formula(), lines.get(place + 1));
            assertEquals("    source: " + Recipes.open(name).source(), lines.get(place + 2));
        }
        assertTrue(lines.contains("    options: base_width (required), std=0.02, query_std=0.0, readout_std=0.0"),
                lines.toString());
        Run.misused(List.of("recipes", "gpt3"), "unknown recipe 'gpt3'");
    }

    /** What is printed is a recipe of one's own, and it does the same. */
    @Test
    void aPrintedRecipeIsAFileToChange() throws IOException {
        Path mine = Files.writeString(folder.resolve("mine.json"), Run.done("recipes", "small-init").out());
        String plan = Run.done("init", Run.model("llama"), "--dry-run", "--recipe", "neox", "--json").out();
        assertEquals(plan, Run.done("init", Run.model("llama"), "--dry-run", "--recipe", mine, "--json").out());
        Files.writeString(mine, Files.readString(mine).replace("\"attention_out\"", "\"attention_owt\""));
        Run.fails(List.of("init", "gpt2-124m", "--dry-run", "--recipe", mine), mine + ": rule 'wang': field 'role'",
                "attention_out", "found 'attention_owt'");
        Run.fails(List.of("init", "gpt2-124m", "--dry-run", "--recipe", "absent.json"), "absent.json");
    }

    @Test
    void thePlanNamesRoleRuleAndFans() {
        String plan = Run.done("init", Run.model("gpt2"), "--dry-run", "--recipe", "megatron").out();
        assertTrue(
                plan.lines().anyMatch(line -> line.matches("transformer\\.h\\.0\\.mlp\\.c_proj\\.weight +\\[384, 96\\]"
                        + " +F32 +mlp_out weight +residual +normal.*")),
                plan);
        assertTrue(plan.contains(" by recipe megatron: 52 tensors"), plan);
        Map<String, Object> json = Run.done("init", Run.model("gpt2"), "--dry-run", "--recipe", "megatron", "--json",
                "--recipe-option", "std=0.5").json();
        assertEquals("megatron", json.get("recipe"));
        assertEquals(Map.of("std", 0.5), json.get("recipe_options"));
        assertEquals(64, Run.text(json, "plan_sha256").length());
        Map<?, ?> tensor = (Map<?, ?>) Run.list(json, "tensors").get(5);
        assertEquals("transformer.h.0.attn.c_attn.bias", tensor.get("name"));
        assertEquals("attention_fused bias", tensor.get("role"));
        assertEquals("bias", tensor.get("rule"));
        assertEquals(0, tensor.get("layer"));
        assertEquals(96, tensor.get("fan_in"));
        assertEquals(288, tensor.get("fan_out"));
    }

    @Test
    void optionsAreChecked() {
        Run.misused(List.of("init", "gpt2-124m", "--dry-run", "--recipe", "gpt3"), "unknown recipe 'gpt3'");
        Run.misused(List.of("init", "gpt2-124m", "--dry-run", "--recipe-option", "std"), "expected NAME=NUMBER");
        Run.fails(List.of("init", "gpt2-124m", "--dry-run", "--recipe", "mup"), "needs the option base_width");
        Run.fails(List.of("init", "gpt2-124m", "--dry-run", "--recipe-option", "std=1"),
                "recipe hf has no option 'std'");
    }

    @Test
    void multipliersStandBesideTheCheckpoint() throws IOException {
        Run.done("init", Run.model("gpt2"), "--out", folder.resolve("a"), "--recipe", "mup", "--recipe-option",
                "base_width=48");
        assertEquals(List.of("config.json", "goldilocks.json", "model.safetensors", "multipliers.json"),
                Run.names(folder.resolve("a")));
        String json = Files.readString(folder.resolve("a/multipliers.json"));
        assertTrue(json.contains("\"output\": 0.5") && json.contains("\"transformer.h.0.mlp.c_fc.weight\""), json);
        // Another recipe in the same folder leaves none of it.
        Run.done("init", Run.model("gpt2"), "--out", folder.resolve("a"), "--overwrite");
        assertEquals(List.of("config.json", "goldilocks.json", "model.safetensors"), Run.names(folder.resolve("a")));
    }

    @Test
    void aCheckpointIsMadeAgain() throws IOException {
        Path one = folder.resolve("one");
        Path two = folder.resolve("two");
        Run.done("init", Run.model("gpt2"), "--out", one, "--recipe", "torch-defaults", "--seed", 9, "--dtype", "f16");
        Run.done("init", "--from", one, "--out", two, "--threads", 1);
        for (String name : Run.names(one)) {
            assertEquals(-1, Files.mismatch(one.resolve(name), two.resolve(name)), name);
        }
        Run.done("init", "--from", one.resolve("goldilocks.json"), "--dry-run");
        Run.misused(List.of("init", "--from", one, "--dry-run", "--seed", "9"), "--from states the model, seed");
        Run.misused(List.of("init", "gpt2-124m", "--from", one, "--dry-run"), "leave out CONFIG");
        Run.fails(List.of("init", "--from", folder.resolve("absent"), "--dry-run"), "absent");
    }
}
