// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.Checkpoints;
import io.goldilocks.Provenance;
import io.goldilocks.checkpoint.SafetensorsHeader;
import io.goldilocks.checkpoint.StoredCheckpoint;
import io.goldilocks.checkpoint.StoredTensor;
import io.goldilocks.fill.Filler;
import io.goldilocks.fill.Progress;
import io.goldilocks.json.JsonObject;
import io.goldilocks.memory.AtomicFile;
import io.goldilocks.memory.FileStrategy;
import io.goldilocks.model.ModelConfig;
import io.goldilocks.recipe.Recipe;
import io.goldilocks.recipe.Recipes;
import io.goldilocks.save.SaveOptions;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files made wrong on purpose, and what is found in them. */
class ExaminationTest {
    private static final ModelConfig GPT2 = config("""
            {"model_type": "gpt2", "vocab_size": 300, "n_positions": 32, "n_embd": 64, "n_layer": 3, "n_head": 4}""");
    private static final Filler FILLER = new Filler(2);

    @TempDir
    private Path folder;

    @AfterAll
    static void closeFiller() {
        FILLER.close();
    }

    private static ModelConfig config(String json) {
        return ModelConfig.parse("config.json", json.getBytes(StandardCharsets.UTF_8));
    }

    private static Recipe recipe(String rules) {
        return Recipe.of(
                JsonObject.parse("own.json", ("{\"name\": \"own\", \"formula\": \"f\", \"source\": \"s\", \"rules\": ["
                        + rules + "]}").getBytes(StandardCharsets.UTF_8)));
    }

    private void write(Recipe recipe, long seed) throws IOException {
        new Checkpoints(FILLER, SaveOptions.DEFAULTS.overwriting(true), Progress.NONE)
                .seed(Provenance.of(GPT2, null, recipe, Map.of(), seed), folder);
    }

    private List<Finding> examine(String recipe) throws IOException {
        Provenance expected = Provenance.of(GPT2, null, Recipes.open(recipe), Map.of(), 0);
        try (StoredCheckpoint checkpoint = StoredCheckpoint.open(folder)) {
            return Examination.examine(checkpoint, Optional.of(expected.plan()), 2, Progress.NONE).findings();
        }
    }

    /** Writes F32 tensors of random elements, changes some, and examines them without a recipe. */
    private List<String> examine(Map<String, Shape> shapes, Consumer<Map<String, float[]>> change) throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        Map<String, float[]> values = new LinkedHashMap<>();
        List<TensorSpec> specs = new ArrayList<>();
        shapes.forEach((name, shape) -> {
            specs.add(new TensorSpec(name, shape, DType.F32));
            float[] drawn = new float[(int) shape.elementCount()];
            for (int i = 0; i < drawn.length; i++) {
                drawn[i] = (float) random.nextGaussian();
            }
            values.put(name, drawn);
        });
        change.accept(values);
        SafetensorsHeader header = SafetensorsHeader.of(specs, Map.of());
        Path path = folder.resolve("other.safetensors");
        try (AtomicFile file = header.create(path, FileStrategy.WRITTEN, true)) {
            for (StoredTensor tensor : header.tensors()) {
                file.write(tensor.offset(), MemorySegment.ofArray(array(values, tensor.spec().name())));
            }
            file.commit();
        }
        try (StoredCheckpoint checkpoint = StoredCheckpoint.open(path)) {
            return Examination.examine(checkpoint, Optional.empty(), 2, Progress.NONE).findings().stream()
                    .map(Finding::toString).toList();
        }
    }

    private static float[] array(Map<String, float[]> values, String name) {
        return Objects.requireNonNull(values.get(name), name);
    }

    @Test
    void healthyFileHasNoFindings() throws IOException {
        assertEquals(List.of(), examine(Map.of("a", Shape.of(64, 32), "b", Shape.of(64, 32), "c", Shape.of(7), "d",
                Shape.of(8, 4, 3, 3), "e", Shape.of(), "f", Shape.of(0, 9)), _ -> {}));
    }

    @Test
    void nanAndInfinityAreCountedAndPlaced() throws IOException {
        assertEquals(
                List.of("a: expected finite elements, found 2 NaN and 1 infinite; the first at element 5 in C order"),
                examine(Map.of("a", Shape.of(4, 4)), values -> {
                    array(values, "a")[5] = Float.NEGATIVE_INFINITY;
                    array(values, "a")[7] = Float.NaN;
                    array(values, "a")[15] = Float.NaN;
                }));
    }

    /** Biases and norms may well be of one value; they have one axis. */
    @Test
    void constantMatrixIsFound() throws IOException {
        assertEquals(
                List.of("a: expected elements that differ, found 64 times 0.500000; never initialised, or overwritten"),
                examine(Map.of("a", Shape.of(4, 16), "b", Shape.of(16)), values -> values.values()
                        .forEach(array -> Arrays.fill(array, 0.5f))));
    }

    @Test
    void sameTensorsAreFound() throws IOException {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        List.of("a", "b", "c", "d").forEach(name -> shapes.put(name, Shape.of(4, 32)));
        assertEquals(List.of("b: expected elements of its own, found those of a; tied, or copied",
                "d: expected elements of its own, found those of a; tied, or copied"), examine(shapes, values -> {
                    values.put("b", array(values, "a"));
                    values.put("d", array(values, "a"));
                }));
    }

    @ParameterizedTest
    @CsvSource({"40x32, 32", "40x4x2x4, 32", "20x2x32, 32"})
    void sameAndDeadRowsAreFound(String shape, int length) throws IOException {
        List<String> found = examine(Map.of("a", Shape.parse(shape)), values -> {
            float[] a = array(values, "a");
            System.arraycopy(a, 3 * length, a, 7 * length, length);
            System.arraycopy(a, 3 * length, a, 5 * length, length);
            System.arraycopy(a, 38 * length, a, 39 * length, length);
            Arrays.fill(a, 11 * length, 12 * length, 0);
            Arrays.fill(a, 2 * length, 3 * length, 0);
        });
        assertEquals(List.of(
                "a: expected no row of zeros, found 2 of 40, the first is row 2; a padding token, or units that never learn",
                "a: expected rows that differ, found 3 of 40 as one before them, the first is row 5, as row 3; copied, or"
                        + " never told apart by training"),
                found);
    }

    /** Seven recipes, three seeds each: 21 healthy checkpoints, of which one in 100,000 may be called wrong. */
    @ParameterizedTest
    @ValueSource(strings = {"hf", "torch-defaults", "gpt2", "full-megatron", "mitchell", "small-init", "llama-depth"})
    void ownCheckpointsAreHealthy(String recipe) throws IOException {
        for (long seed = 0; seed < 3; seed++) {
            write(Recipes.open(recipe), seed);
            assertEquals(List.of(), examine(recipe), recipe + " " + seed);
        }
    }

    @Test
    void missingDepthScalingIsFoundAndNamed() throws IOException {
        write(recipe("""
                {"name": "norm", "role": "norm", "init": "keep"}, {"name": "bias", "kind": "bias", "init": "zeros"},
                {"name": "rest", "init": "normal(std=0.02)"}"""), 3);
        List<Finding> findings = examine("hf");
        assertEquals(6, findings.size(), findings.toString());
        for (Finding finding : findings) {
            assertEquals(Finding.Kind.DEPTH, finding.kind());
            assertTrue(finding.subject().matches("transformer.h.[012].(attn|mlp).c_proj.weight"), finding.subject());
            assertTrue(
                    finding.meaning().endsWith("the recipe's: the end of a residual branch, not divided by sqrt(2L)"),
                    finding.meaning());
        }
    }

    @Test
    void otherLawOfDepthIsNamed() throws IOException {
        write(Recipes.open("llama-depth"), 3);
        String text = examine("hf").toString();
        assertTrue(text.contains("transformer.h.0.mlp.c_proj.weight: expected std 0.00816497"), text);
        assertTrue(text.contains("divided by sqrt(2(l+1)), its own depth, in place of sqrt(2L)"), text);
        // In the last layer both laws are one, but for the cut at 3 std.
        assertTrue(!text.contains("transformer.h.2.mlp.c_proj.weight: expected std"), text);
    }

    @Test
    void otherMeansStdsAndDistributionsAreFound() throws IOException {
        write(recipe("""
                {"name": "norm", "role": "norm", "init": "constant(val=0.5)"},
                {"name": "bias", "kind": "bias", "init": "normal(std=0.02)"},
                {"name": "shifted", "tensor": "transformer.wte.weight", "init": "normal(mean=0.002,std=0.02)"},
                {"name": "wide", "role": "mlp_in", "init": "normal(std=0.025)"},
                {"name": "flat", "role": "attention_fused",
                 "init": "uniform(a=-0.034641016151377546,b=0.034641016151377546)"},
                {"name": "rest", "init": "keep"}"""), 3);
        List<Finding> findings = examine("hf");
        Map<Finding.Kind, Long> kinds = new LinkedHashMap<>();
        findings.forEach(finding -> kinds.merge(finding.kind(), 1L, Long::sum));
        // Two norms a layer and the last, weights and biases; four biases a layer.
        assertEquals(Map.of(Finding.Kind.OTHER_CONSTANT, 2L * 7 + 4 * 3, Finding.Kind.MEAN, 1L, Finding.Kind.STD, 3L,
                Finding.Kind.KURTOSIS, 3L), kinds, findings.toString());
        assertTrue(findings.stream().anyMatch(finding -> finding.meaning().equals("as of a uniform distribution")));
        assertTrue(findings.stream().anyMatch(finding -> finding.subject().equals("transformer.wte.weight")
                && finding.kind() == Finding.Kind.MEAN));
    }

    @Test
    void otherTensorsAreFound() throws IOException {
        write(Recipes.open("hf"), 0);
        Provenance expected = Provenance.of(
                config("""
                        {"model_type": "gpt2", "vocab_size": 301, "n_positions": 32, "n_embd": 64, "n_layer": 2, "n_head": 4}"""),
                DType.BF16, Recipes.open("hf"), Map.of(), 0);
        try (StoredCheckpoint checkpoint = StoredCheckpoint.open(folder)) {
            List<String> lines = Examination
                    .examine(checkpoint, Optional.of(expected.plan()), 2, Progress.NONE).findings().stream()
                    .map(Finding::toString).toList();
            assertTrue(lines.contains("transformer.wte.weight: expected shape [301, 64], found [300, 64]"),
                    lines::toString);
            assertTrue(lines.contains("transformer.wte.weight: expected type BF16, found F32"), lines::toString);
            assertTrue(lines.contains("transformer.h.2.ln_1.bias: expected no such tensor, found F32 [64]"),
                    lines::toString);
        }
    }
}
