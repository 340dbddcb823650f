// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.goldilocks.json.JsonException;
import io.goldilocks.json.JsonObject;
import io.goldilocks.model.ModelConfig;
import io.goldilocks.model.ModelPlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A user's own recipe: what it can say, and what is refused. */
class RecipeTest {
    private static final ModelPlan GPT2 = plan("gpt2");

    private static ModelPlan plan(String folder) {
        try {
            return ModelPlan.of(
                    ModelConfig.read(Path.of("src/test/resources/io/goldilocks/model", folder, "config.json")), null);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Recipe recipe(String fields) {
        String json = "{\"name\": \"mine\", \"formula\": \"f\", \"source\": \"s\", " + fields + "}";
        return Recipe.of(JsonObject.parse("my.json", json.getBytes(StandardCharsets.UTF_8)));
    }

    private static Recipe rules(String rules) {
        return recipe("\"rules\": [" + rules + "]");
    }

    private static String initializer(String rules, String tensor) {
        return RecipesTest.tensor(rules(rules).apply(GPT2, Map.of()), tensor).initializer().toString();
    }

    private static void refused(Class<? extends IllegalArgumentException> type, Executable call, String piece) {
        String message = String.valueOf(assertThrows(type, call).getMessage());
        assertEquals(piece, message.contains(piece) ? piece : message);
    }

    private static void refused(Executable call, String piece) {
        refused(JsonException.class, call, piece);
    }

    /** The README's example is a recipe, and does what its formula says. */
    @Test
    void theExampleOfTheReadmeIsARecipe() throws IOException {
        String readme = Files.readString(Path.of("../README.md"));
        int start = readme.indexOf("```json\n") + "```json\n".length();
        String json = readme.substring(start, readme.indexOf("```", start));
        AppliedRecipe applied = Recipe.of(JsonObject.parse("README.md", json.getBytes(StandardCharsets.UTF_8)))
                .apply(plan("llama"), Map.of());
        assertEquals("normal(mean=0.0,std=0.01)",
                RecipesTest.tensor(applied, "model.layers.1.self_attn.o_proj.weight").initializer().toString());
        assertEquals("normal(mean=0.0,std=0.02)",
                RecipesTest.tensor(applied, "model.layers.0.self_attn.q_proj.weight").initializer().toString());
        assertEquals("zeros",
                RecipesTest.tensor(applied, "model.layers.1.self_attn.q_proj.weight").initializer().toString());
    }

    @Test
    void theFirstRuleThatMatchesDecides() {
        String rules = """
                {"name": "a", "tensor": "*.c_fc.weight", "layers": [1, 2], "init": "ones"},
                {"name": "b", "tensor": ["*.c_fc.*", "*.wte.*"], "kind": "weight", "init": "constant(val={layers})"},
                {"name": "c", "init": "zeros"}""";
        assertEquals("constant(val=4.0)", initializer(rules, "transformer.h.0.mlp.c_fc.weight"));
        assertEquals("ones", initializer(rules, "transformer.h.1.mlp.c_fc.weight"));
        assertEquals("ones", initializer(rules, "transformer.h.2.mlp.c_fc.weight"));
        assertEquals("constant(val=4.0)", initializer(rules, "transformer.h.3.mlp.c_fc.weight"));
        assertEquals("constant(val=4.0)", initializer(rules, "transformer.wte.weight"));
        assertEquals("zeros", initializer(rules, "transformer.h.0.mlp.c_fc.bias"));
    }

    /** n_embd 96, n_head 6, n_layer 4, vocab 300; c_proj of the MLP is [384, 96]. */
    @ParameterizedTest
    @CsvSource({"hidden, 96", "heads, 6", "head_dim, 16", "ffn, 384", "vocab, 300", "layers, 4", "layer, 2",
        "fan_in, 384",
        "fan_out, 96",
        "encoder_layers, 0", "decoder_layers, 4", "mine, 7", "twice, 14", "quarter, 3.5"})
    void variablesHaveTheModelsValues(String variable, double value) {
        Recipe recipe = recipe("""
                "options": {"mine": 7}, "let": {"twice": "2*mine", "quarter": "twice/4"}, "rules": [
                {"name": "a", "tensor": "transformer.h.2.mlp.c_proj.weight", "init": "constant(val={%s+0.5})"},
                {"name": "b", "init": "keep"}]""".formatted(variable));
        assertEquals("constant(val=" + (value + 0.5) + ")", RecipesTest.tensor(recipe.apply(GPT2, Map.of()),
                "transformer.h.2.mlp.c_proj.weight").initializer().toString());
    }

    @Test
    void layersCountFromTheEndToo() {
        String rules = """
                {"name": "last", "tensor": "*.c_fc.weight", "layers": [-2, -1], "init": "ones"},
                {"name": "b", "init": "zeros"}""";
        assertEquals("zeros", initializer(rules, "transformer.h.1.mlp.c_fc.weight"));
        assertEquals("ones", initializer(rules, "transformer.h.2.mlp.c_fc.weight"));
        assertEquals("ones", initializer(rules, "transformer.h.3.mlp.c_fc.weight"));
    }

    @Test
    void aStackAndAModelAreConditions() {
        String rules = """
                {"name": "e", "stack": "encoder", "init": "ones", "optional": true},
                {"name": "p", "model": ["encoder", "encoder_decoder"], "init": "ones", "optional": true},
                {"name": "d", "stack": "decoder", "model": "decoder", "init": "zeros"},
                {"name": "o", "init": "keep"}""";
        assertEquals("zeros", initializer(rules, "transformer.h.3.ln_1.weight"));
        assertEquals("ones", initializer(rules, "transformer.ln_f.weight"));
    }

    @Test
    void tensorsWithoutARuleAreListed() {
        refused(IllegalArgumentException.class,
                () -> rules("{\"name\": \"a\", \"kind\": \"weight\", \"role\": [\"norm\", \"mlp_in\"], \"init\":"
                        + " \"ones\"}").apply(GPT2, Map.of()),
                "recipe mine has no rule for transformer.wte.weight (embedding weight), transformer.wpe.weight (position"
                        + " weight), transformer.h.0.ln_1.bias (norm bias), ");
        refused(IllegalArgumentException.class,
                () -> rules("{\"name\": \"a\", \"role\": \"norm\", \"init\": \"ones\"}").apply(GPT2, Map.of()),
                " and 24 more: add a rule that matches it");
    }

    @Test
    void rulesWithoutATensorAreListed() {
        Executable call = () -> rules("""
                {"name": "all", "init": "keep"}, {"name": "shadowed", "role": "norm", "init": "keep"},
                {"name": "absent", "role": "router", "init": "keep"},
                {"name": "asked for", "role": "router", "init": "keep", "optional": true}""").apply(GPT2, Map.of());
        refused(IllegalArgumentException.class, call,
                "recipe mine has no tensor for the rule shadowed, absent: mark it optional");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "'role': 'attention_inn'|rule 'a': field 'role' is malformed: expected one of embedding, position,",
        "'role': 3|rule 'a': field 'role' is malformed: expected a list of strings, found 3",
        "'kind': ['weight', 'bias']|rule 'a': field 'kind' is malformed: leave it out",
        "'stack': 'middle'|expected one of encoder, decoder, found 'middle'",
        "'model': 'decoder_encoder'|expected one of encoder, decoder, encoder_decoder, found 'decoder_encoder'",
        "'layers': 3|field 'layers' is malformed: expected two whole numbers", "'layers': [1]|found a list",
        "'layers': [0, 1.5]|expected two whole numbers",
        "'rolle': 'norm'|rule 'a': field 'rolle' is unknown: expected one",
        "'init': 'normall'|rule 'a': field 'init' is malformed: 'normall' is no initialiser: expected keep or one of zeros,",
        "'init': 'normal(std={1+})'|rule 'a': field 'init' is malformed: expression '1+' is malformed at character 3",
        "'init': 'normal(std={depth})'|uses 'depth', which is not defined before it: expected one of decoder_layers,",
        "'init': 'normal(std={layers)'|the brace at character 12 is not closed",
        "'init': 7|rule 'a': field 'init' is malformed: expected a string, found 7",
        "'init': null|rule 'a': field 'init' is missing", "'optional': 1|expected true or false",
        "'multipliers': {'lr': 3}|field 'lr' is malformed: expected a string", "'name': 'b'|is that of another rule"})
    void aMalformedRuleIsNamed(String change, String message) {
        String field = change.substring(0, change.indexOf(':'));
        String base = "'name': 'a', 'init': 'keep', ";
        String fields = base.replaceAll(field + ": '[a-z]*', ", "") + change;
        String json = ("{'name': 'b', 'init': 'keep'}, {" + fields + "}").replace('\'', '"');
        refused(() -> rules(json), "my.json: ");
        refused(() -> rules(json), message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            value = {"'rules': []|expected 1 to 1000 rules, found 0", "'rules': 1|a list of objects",
                "'let': {'a': 'b', 'b': '1'}, 'rules': []|let: field 'a' uses 'b', which is not defined before it",
                "'let': {'a': 'a'}, 'rules': []|let: field 'a' uses 'a'", "'let': {'layers': '1'}|is defined already",
                "'let': {'A': '1'}|is no name of a variable", "'options': {'std': 'x'}|expected a number",
                "'options': {'std': 1}, 'let': {'std': '1'}|is defined already", "'extra': 1|field 'extra' is unknown",
                "'multipliers': {}|expected a list of objects",
                "'multipliers': [{'name': 'x'}]|field 'value' is missing"})
    void aMalformedRecipeIsNamed(String fields, String message) {
        String json = (fields.contains("'rules'") ? fields : "'rules': [{'name': 'a', 'init': 'keep'}], " + fields)
                .replace('\'', '"');
        refused(() -> recipe(json), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "formula", "source", "rules"})
    void aMissingFieldIsNamed(String field) {
        String json = "{\"name\": \"a\", \"formula\": \"b\", \"source\": \"c\", \"rules\": [{\"name\": \"x\", \"init\":"
                + " \"keep\"}]}";
        refused(() -> Recipe.of(JsonObject.parse("my.json",
                json.replace("\"" + field + "\":", "\"" + field + "\": null,"
                        + " \"" + field + "2\":").replaceAll("\"[a-z]+2\": (\"[a-z]\", |\\[.*\\])", "\"options\": {}, ")
                        .replace(", }", "}").getBytes(StandardCharsets.UTF_8))),
                "field '" + field + "' is missing");
    }

    @ParameterizedTest
    @CsvSource({"normal(std={-1}), std", "constant(val={1/0}), comes to Infinity",
        "normal(std={layer}), 'layer' has no value",
        "normal(std={fan_in}), 'fan_in' has no value", "xavier_normal, no fans", "zero_row(row={300}), zero_row"})
    void anInitialiserThatDoesNotFitNamesRuleAndTensor(String init, String why) {
        Executable call = () -> rules("""
                {"name": "a", "tensor": "transformer.ln_f.bias", "init": "%s"}, {"name": "b", "init": "keep"}"""
                .formatted(init)).apply(GPT2, Map.of());
        refused(IllegalArgumentException.class, call,
                "recipe mine: rule 'a' does not fit tensor 'transformer.ln_f.bias': ");
        refused(IllegalArgumentException.class, call, why);
    }

    @Test
    void tooManyRulesAreRefused() {
        StringBuilder rules = new StringBuilder("{\"name\": \"0\", \"init\": \"keep\"}");
        for (int i = 1; i <= 1000; i++) {
            rules.append(", {\"name\": \"").append(i).append("\", \"init\": \"keep\"}");
        }
        refused(() -> rules(rules.toString()), "expected 1 to 1000 rules, found 1001");
    }

    @Test
    void aHugeFileIsRefused(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("r.json"), new byte[JsonObject.MAX_BYTES + 1]);
        refused(() -> Recipe.read(file), "expected at most 16777216 bytes");
    }
}
