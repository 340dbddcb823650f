// SPDX-License-Identifier: Apache-2.0
package io.goldilocks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.checkpoint.SafetensorsFile;
import io.goldilocks.fill.Filler;
import io.goldilocks.fill.Progress;
import io.goldilocks.json.JsonException;
import io.goldilocks.json.JsonObject;
import io.goldilocks.model.ModelConfig;
import io.goldilocks.recipe.Recipe;
import io.goldilocks.recipe.Recipes;
import io.goldilocks.rng.Engine;
import io.goldilocks.save.SaveOptions;
import io.goldilocks.tensor.DType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What stands beside a checkpoint is enough to make it again. */
class ProvenanceTest {
    private static final ModelConfig CONFIG = ModelConfig.parse("config.json", """
            {"model_type": "gpt2", "vocab_size": 30, "n_positions": 8, "n_embd": 8, "n_layer": 2, "n_head": 2,
             "torch_dtype": "float16", "extra": [1e-5, "\\u00e9"]}""".getBytes(StandardCharsets.UTF_8));
    private static final Recipe OWN = Recipe.of(JsonObject.parse("my.json", """
            {"name": "gpt2", "formula": "f", "source": "s", "options": {"std": 0.1},
             "rules": [{"name": "all", "init": "normal(std={std})", "multipliers": {"lr": "std"}}]}"""
            .getBytes(StandardCharsets.UTF_8)));

    @TempDir
    private Path folder;

    static Stream<Provenance> provenances() {
        return Stream.of(Provenance.of(CONFIG, null, Recipes.open("hf"), Map.of(), 0),
                Provenance.of(CONFIG, DType.BF16, Recipes.open("mup"), Map.of("base_width", 4.0), Long.MIN_VALUE),
                Provenance.of(CONFIG, null, Recipes.open("hf"), Map.of(), 3).withEngine(Engine.CHACHA8),
                Provenance.of(CONFIG, DType.F32, OWN, Map.of("std", 0.1234567890123457), -7));
    }

    private static void write(Provenance provenance, Path target) throws IOException {
        try (Filler filler = new Filler(1)) {
            new Checkpoints(filler, SaveOptions.DEFAULTS, Progress.NONE).seed(provenance, target);
        }
    }

    @ParameterizedTest
    @MethodSource("provenances")
    void everyByteIsMadeAgain(Provenance provenance) throws IOException {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        write(provenance, first);
        Path lone = Files.copy(first.resolve(Provenance.FILE), folder.resolve("alone.json"));
        write(Provenance.read(lone), second);
        List<String> names = names(first);
        assertEquals(names, names(second));
        assertEquals(!provenance.applied().multipliers().isEmpty(), names.contains(Checkpoints.MULTIPLIERS));
        for (String name : names) {
            assertEquals(-1, Files.mismatch(first.resolve(name), second.resolve(name)), name);
        }
    }

    @Test
    void theHeaderSaysWhatMadeTheFile() throws IOException {
        Provenance provenance = Provenance.of(CONFIG, DType.BF16, Recipes.open("mup"), Map.of("base_width", 4.0), 42);
        write(provenance, folder.resolve("a"));
        try (SafetensorsFile file = SafetensorsFile.open(folder.resolve("a/model.safetensors"))) {
            assertEquals(Map.of("format", "pt", "goldilocks.version", Version.current(), "goldilocks.engine",
                    "philox4x32-10", "goldilocks.seed", "42", "goldilocks.stream_format", "3", "goldilocks.recipe",
                    "mup",
                    "goldilocks.recipe_options", "base_width=4.0,std=0.02,query_std=0.0,readout_std=0.0",
                    "goldilocks.recipe_sha256", Recipes.open("mup").sha256(), "goldilocks.plan_sha256",
                    provenance.plan().sha256()), file.metadata());
        }
    }

    /** A recipe of one's own stands there whole, even under the name of one that is built in. */
    @Test
    void onlyABuiltInRecipeIsNamedAlone() {
        assertFalse(Provenance.of(CONFIG, null, Recipes.open("gpt2"), Map.of(), 0).toJson().contains("\"text\""));
        assertTrue(Provenance.of(CONFIG, null, OWN, Map.of(), 0).toJson().contains("\"text\""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "\"engine\": \"philox4x32-10\"|\"engine\": \"mt19937\"|field 'engine' does not fit this version:"
                + " engine 'mt19937' is unknown: expected one of philox4x32-10, chacha8, threefry4x32-13",
        "\"stream_format\": 3|\"stream_format\": 999|field 'stream_format' does not fit this version",
        "\"stream_format\": 3|\"stream_format\": 0|expected a whole number from 1",
        "\"seed\": 3|\"seed\": 3.5|field 'seed' is malformed", "\"seed\": 3|\"seed\": null|field 'seed' is missing",
        "\"name\": \"gpt2\"|\"name\": \"gpt5\"|recipe: field 'name' is unknown: expected one of hf,",
        "\"name\": \"gpt2\"|\"name\": \"hf\"|recipe: field 'sha256' does not fit this version",
        "\"plan_sha256\": \"|\"plan_sha256\": \"0|field 'plan_sha256' does not fit this version",
        "\"n_embd\": 8|\"n_embd\": 16|field 'plan_sha256' does not fit this version",
        "\"n_embd\": 8|\"n_embd\": 0|config: field 'n_embd'",
        "\"dtype\": \"f32\"|\"dtype\": \"f33\"|unknown dtype 'f33'",
        "\"std\": 0.02|\"std\": 0.03|field 'plan_sha256' does not fit", "\"std\": 0.02|\"sdt\": 0.02|'sdt'",
        "\"version\"|\"vision\"|field 'vision' is unknown"})
    void whatCannotBeMadeAgainIsRefused(String from, String to, String message) throws IOException {
        String json = Provenance.of(CONFIG, DType.F32, Recipes.open("gpt2"), Map.of(), 3).toJson();
        assertTrue(json.contains(from), json);
        Path file = Files.writeString(folder.resolve("goldilocks.json"), json.replace(from, to));
        String found = String.valueOf(assertThrows(JsonException.class, () -> Provenance.read(file)).getMessage());
        assertTrue(found.startsWith(file.toString()), found);
        assertEquals(message, found.contains(message) ? message : found);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
