// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.distribution.Constant;
import io.goldilocks.distribution.Distribution;
import io.goldilocks.distribution.Normal;
import io.goldilocks.distribution.TruncatedNormal;
import io.goldilocks.distribution.Uniform;
import io.goldilocks.init.Content;
import io.goldilocks.init.Initializer;
import io.goldilocks.init.ZeroRow;
import io.goldilocks.model.BuiltInModels;
import io.goldilocks.model.ModelConfig;
import io.goldilocks.model.ModelPlan;
import io.goldilocks.model.PlannedTensor;
import io.goldilocks.model.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The built-in recipes against what their sources say. */
class RecipesTest {
    private static final Path MODELS = Path.of("src/test/resources/io/goldilocks/model");
    private static final Path EXPECTED = Path.of("src/test/resources/io/goldilocks/recipe/expected.csv");

    /** Recipes that treat values unlike queries and keys. */
    private static final Set<String> NEED_VALUES = Set.of("t-fixup", "deepnorm");

    static AppliedRecipe applied(String recipe, String options, String folder) {
        try {
            ModelConfig config = ModelConfig.read(MODELS.resolve(folder).resolve("config.json"));
            return Recipes.open(recipe).apply(ModelPlan.of(config, null),
                    RecipeOptions.parse(options.isEmpty() ? List.of() : List.of(options.split(","))));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static PlannedTensor tensor(AppliedRecipe applied, String name) {
        return applied.plan().tensors().stream().filter(tensor -> tensor.spec().name().equals(name)).findFirst()
                .orElseThrow(() -> new AssertionError(name));
    }

    /** Options that make every recipe complete. */
    static Map<String, Double> options(Recipe recipe) {
        return recipe.options().containsKey("base_width") ? Map.of("base_width", 32.0) : Map.of();
    }

    static Stream<String> names() {
        return Recipes.names().stream();
    }

    /** The table comes from a script that knows the sources and no rule of ours. 8 ulp for its other order of operations. */
    @Test
    void everyTensorIsWhatTheSourceSays() throws IOException {
        Map<String, AppliedRecipe> plans = new HashMap<>();
        Set<String> recipes = new HashSet<>();
        int rows = 0;
        for (String line : Files.readAllLines(EXPECTED)) {
            String[] cells = line.split(";", -1);
            recipes.add(cells[0]);
            AppliedRecipe plan = plans.computeIfAbsent(cells[0] + cells[2],
                    key -> applied(cells[0], cells[1], cells[2]));
            assertDistribution(cells, tensor(plan, cells[3]));
            rows++;
        }
        assertEquals(Recipes.names().stream().filter(name -> !name.equals("hf")).collect(Collectors.toSet()), recipes);
        assertTrue(rows > 1000, "rows: " + rows);
    }

    private static void assertDistribution(String[] cells, PlannedTensor tensor) {
        double value = Double.parseDouble(cells[5]);
        double tolerance = 8 * Math.ulp(value);
        // A padding token's row of zeros is a part of its own, the last.
        Distribution found = ((Content.Drawn) tensor.parts().getFirst().content()).distribution();
        String row = String.join(";", cells);
        switch (found) {
            case Constant(double val) -> assertEquals("constant " + value, cells[4] + " " + val, row);
            case Normal(double mean, double std) -> {
                assertEquals("normal-", cells[4] + cells[6], row);
                assertEquals(0, mean);
                assertEquals(value, std, tolerance, row);
            }
            case TruncatedNormal(double mean, double std, double low, double high) -> {
                assertEquals("normal", cells[4], row);
                assertEquals(0, mean);
                assertEquals(value, std, tolerance, row);
                assertEquals(Double.parseDouble(cells[6]) * std, high, tolerance, row);
                assertEquals(-high, low, row);
            }
            case Uniform(double low, double high) -> {
                assertEquals("uniform", cells[4], row);
                assertEquals(value, high, tolerance, row);
                assertEquals(-high, low, row);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyRecipeCoversEveryModel(String name) {
        Recipe recipe = Recipes.open(name);
        assertEquals(name, recipe.name());
        assertTrue(recipe.formula().length() > 10 && recipe.source().length() > 10, name);
        for (String model : BuiltInModels.names()) {
            ModelPlan plan = ModelPlan.of(BuiltInModels.open(model), null);
            if (NEED_VALUES.contains(name) && hasInseparableValues(plan)) {
                assertRefused(() -> recipe.apply(plan, Map.of()), "(attention_fused weight)");
            } else {
                AppliedRecipe applied = recipe.apply(plan, options(recipe));
                assertEquals(plan.tensors().stream().map(PlannedTensor::spec).toList(),
                        applied.plan().tensors().stream().map(PlannedTensor::spec).toList());
            }
        }
    }

    /** Values that alternate with other parts of one tensor, head by head, as in GPT-NeoX and DeepSeek. */
    private static boolean hasInseparableValues(ModelPlan plan) {
        return !plan.family().equals("gpt2") && plan.tensors().stream()
                .anyMatch(tensor -> tensor.place().role() == Role.ATTENTION_FUSED && !tensor.place().bias());
    }

    /** Xavier of 96 inputs and 96 outputs each; the values, the last third, narrowed for 4 layers. */
    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "deepnorm; normal(mean=0.0,std=0.10206207261596575); normal(mean=0.0,std=0.042",
        "t-fixup; uniform(a=-0.17677669529663687,b=0.17677669529663687); uniform(a=-0.07"})
    void queriesKeysAndValuesInOneTensorAreToldApart(String recipe, String plain, String narrowed) {
        List<String> parts = tensor(applied(recipe, "", "gpt2"), "transformer.h.3.attn.c_attn.weight").parts().stream()
                .map(part -> part.region() + " " + part.content()).toList();
        assertEquals(3, parts.size(), parts.toString());
        assertEquals("0:96,0:96 " + plain, parts.get(0));
        assertEquals("0:96,96:192 " + plain, parts.get(1));
        assertTrue(parts.get(2).startsWith("0:96,192:288 " + narrowed), parts.get(2));
    }

    /** To the bit: where a recipe is what the library does, its plan is the library's. */
    @Test
    void gpt2IsWhatTheLibraryDoes() {
        List<Initializer> library = applied("hf", "", "gpt2").plan().tensors().stream().map(PlannedTensor::initializer)
                .toList();
        assertEquals(library,
                applied("gpt2", "", "gpt2").plan().tensors().stream().map(PlannedTensor::initializer).toList());
    }

    @Test
    void theLibrarysRulesKeepTheirNames() {
        AppliedRecipe applied = applied("hf", "", "gpt2");
        assertEquals("residual", tensor(applied, "transformer.h.0.attn.c_proj.weight").rule().name());
        assertTrue(applied.multipliers().isEmpty());
    }

    @Test
    void thePaddingRowStaysZero() {
        Initializer rows = tensor(applied("torch-defaults", "", "llama-tied-bias"), "model.embed_tokens.weight")
                .initializer();
        assertEquals("zero_row(row=0,of=normal(mean=0.0,std=1.0))", rows.toString());
        assertTrue(rows instanceof ZeroRow);
    }

    @Test
    void neoxIsAnotherNameOfSmallInit() {
        assertEquals("small-init", Recipes.open("neox").name());
    }

    @Test
    void anUnknownRecipeIsRefused() {
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> Recipes.open("gpt3")).getMessage());
        assertTrue(message.startsWith("unknown recipe 'gpt3': expected one of hf, "), message);
    }

    /** By hand: d = 96 against a base of 24 is m = 4. */
    @ParameterizedTest
    @CsvSource({"model.layers.0.mlp.up_proj.weight, 0.25, 4", "model.layers.2.self_attn.q_proj.weight, 0.25, 4",
        "model.embed_tokens.weight, 1, 1", "lm_head.weight, 1, 1", "model.norm.weight, 1, 1"})
    void mupAsksTheTrainerForLearningRates(String name, double learningRate, double weightDecay) {
        Multipliers multipliers = applied("mup", "base_width=24", "llama").multipliers();
        assertEquals(Map.of("adam_lr", learningRate, "weight_decay", weightDecay), multipliers.tensors().get(name));
    }

    @Test
    void mupAsksTheModelForScales() {
        Multipliers multipliers = applied("mup", "base_width=24", "llama").multipliers();
        assertEquals(Map.of("output", 0.25, "attention_scale", 1.0 / 16), multipliers.model());
        assertEquals(30, multipliers.tensors().size());
        assertTrue(multipliers.toJson("mup").contains("\"lm_head.weight\": {\n      \"adam_lr\": 1.0,"),
                multipliers.toJson("mup"));
    }

    /** At the base width muP is the standard parametrisation, but for the zero readout and query. */
    @Test
    void mupAtTheBaseWidthIsPlain() {
        AppliedRecipe applied = applied("mup", "base_width=96,query_std=0.02,readout_std=0.02", "llama");
        for (PlannedTensor tensor : applied.plan().tensors()) {
            assertEquals(tensor(applied("hf", "", "llama"), tensor.spec().name()).initializer(), tensor.initializer());
        }
        assertEquals(Set.of(1.0), applied.multipliers().tensors().values().stream()
                .flatMap(factors -> factors.values().stream()).collect(Collectors.toSet()));
    }

    /** DeepNet, figure 2: (2·4)^(1/4) for a decoder of 4 layers. */
    @Test
    void deepnormAsksTheModelForItsResidual() {
        Map<String, Double> model = applied("deepnorm", "", "gpt2").multipliers().model();
        assertEquals(Set.of("residual"), model.keySet());
        assertEquals(1.681792830507429, Objects.requireNonNull(model.get("residual")), 1e-15);
    }

    @Test
    void anOptionIsRequiredKnownAndANumber() {
        assertRefused(() -> applied("mup", "", "gpt2"), "recipe mup needs the option base_width: give"
                + " --recipe-option base_width=NUMBER");
        assertRefused(() -> applied("gpt2", "sdt=1", "gpt2"), "recipe gpt2 has no option 'sdt': expected one of std");
        assertRefused(() -> applied("hf", "std=1", "gpt2"), "recipe hf has no option 'std': expected none");
        for (String bad : List.of("std", "=1", "std=", "std=x", "std=NaN", "std=Infinity")) {
            assertRefused(() -> RecipeOptions.parse(List.of(bad)), "recipe option '" + bad + "' is malformed");
        }
        assertRefused(() -> RecipeOptions.parse(List.of("a=1", "a=1")), "'a' is given twice");
        assertRefused(() -> applied("megatron", "std=-1", "gpt2"), "rule 'weight' does not fit tensor"
                + " 'transformer.wte.weight'");
        assertRefused(() -> applied("mup", "base_width=0", "gpt2"), "comes to");
    }

    /** Formatting does not count; made once by Python's json and hashlib from hf.json. */
    @Test
    void theHashIsThatOfTheContent() {
        assertEquals("ec16b8416358e0b6a1f8a15ecf5a0e59f5cdf72adb161355574a7791b3abd901", Recipes.open("hf").sha256());
        assertNotNull(Recipes.open("hf").document());
    }

    private static void assertRefused(Executable call, String piece) {
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, call).getMessage());
        assertEquals(piece, message.contains(piece) ? piece : message);
    }
}
