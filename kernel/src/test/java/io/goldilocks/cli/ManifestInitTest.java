// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.checkpoint.SafetensorsFile;
import io.goldilocks.checkpoint.StoredTensor;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From config.json to the bytes on disk, against what transformers saved for the same config. */
class ManifestInitTest {
    /**
     * The bound on the distance of two samples' means and stds, in standard errors. A Gaussian passes 5 with probability
     * 5.7e-7, so over the 480 random tensors of the manifests, two figures each, a false alarm had a chance of
     * 5.5e-04 when the manifests were drawn. Seeds are fixed: the test always gives the same answer.
     */
    private static final double LIMIT = 5;

    private record Figures(long count, double mean, double std, double min, double max) {
        static Figures of(Map<?, ?> row) {
            long count = 1;
            for (Object extent : Run.list(row, "shape")) {
                count *= ((Number) extent).longValue();
            }
            return new Figures(count, Run.number(row, "mean"), Run.number(row, "std"), Run.number(row, "min"),
                    Run.number(row, "max"));
        }

        /** In standard errors: those of two means differ by σ·√(2/n), those of two stds of a Gaussian by σ/√n. */
        double distance(Figures other) {
            double root = Math.sqrt((double) count);
            return Math.max(Math.abs(mean - other.mean) / (std * Math.sqrt(2) / root),
                    Math.abs(std - other.std) / (std / root));
        }
    }

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"bert", "deepseek_v3", "gemma", "gemma2", "gpt2", "gpt_neox", "llama", "llama-tied-bias",
        "mamba2", "mistral", "mixtral", "qwen2", "qwen2_moe", "qwen3", "qwen3_moe", "t5", "vit"})
    void namesShapesTypesAndStatisticsAgree(String model) {
        Run.done("init", Run.model(model), "--out", folder, "--seed", "20260101");
        Map<String, Object> report = Run.done("inspect", folder, "--json").json();
        Map<String, Object> manifest = Run.resource(model, "manifest.json");
        assertEquals("pt", ((Map<?, ?>) Objects.requireNonNull(report.get("metadata"))).get("format"));
        assertEquals(described(manifest), described(report));
        Map<String, Map<?, ?>> written = Run.list(report, "tensors").stream().map(row -> (Map<?, ?>) row)
                .collect(Collectors.toMap(row -> Run.text(row, "name"), Function.identity()));
        int random = 0;
        for (Object row : Run.list(manifest, "tensors")) {
            String name = Run.text((Map<?, ?>) row, "name");
            Figures theirs = Figures.of((Map<?, ?>) row);
            Figures ours = Figures.of(Objects.requireNonNull(written.get(name)));
            if (theirs.std() == 0) {
                assertEquals(theirs, ours, name);
            } else {
                random++;
                assertTrue(theirs.distance(ours) < LIMIT, name + ": expected " + theirs + ", found " + ours);
            }
        }
        assertTrue(random > 10, random + " random tensors");
    }

    @ParameterizedTest
    @ValueSource(strings = {"f32", "bf16", "f64"})
    void threadsDoNotChangeTheBytes(String dtype) throws Exception {
        Path one = folder.resolve("1");
        Path three = folder.resolve("3");
        Run.done("init", Run.model("llama"), "--out", one, "--dtype", dtype, "--threads", "1");
        Run.done("init", Run.model("llama"), "--out", three, "--dtype", dtype, "--threads", "3");
        assertEquals(-1, Files.mismatch(one.resolve("model.safetensors"), three.resolve("model.safetensors")));
        assertEquals(-1, Files.mismatch(one.resolve("config.json"), three.resolve("config.json")));
    }

    @Test
    void bf16IsTheRoundedF32() throws Exception {
        Path full = folder.resolve("f32");
        Path half = folder.resolve("bf16");
        Run.done("init", Run.model("gpt2"), "--out", full, "--dtype", "f32");
        Run.done("init", Run.model("gpt2"), "--out", half, "--dtype", "bf16");
        try (SafetensorsFile exact = SafetensorsFile.open(full.resolve("model.safetensors"));
                SafetensorsFile rounded = SafetensorsFile.open(half.resolve("model.safetensors"))) {
            Map<String, StoredTensor> byName = rounded.tensors().stream()
                    .collect(Collectors.toMap(tensor -> tensor.spec().name(), Function.identity()));
            for (StoredTensor tensor : exact.tensors()) {
                StoredTensor twin = Objects.requireNonNull(byName.get(tensor.spec().name()));
                short[] expected = rounded(exact.data(tensor).toArray(
                        ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN)));
                assertArrayEquals(expected, rounded.data(twin).toArray(
                        ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN)), tensor.spec().name());
            }
        }
    }

    /** To nearest, ties to even; the values are finite. */
    private static short[] rounded(int[] floats) {
        short[] halves = new short[floats.length];
        for (int i = 0; i < floats.length; i++) {
            halves[i] = (short) ((floats[i] + 0x7FFF + ((floats[i] >>> 16) & 1)) >>> 16);
        }
        return halves;
    }

    private static List<String> described(Map<String, Object> report) {
        return Run.list(report, "tensors").stream().map(row -> (Map<?, ?>) row)
                .map(row -> row.get("name") + " " + row.get("dtype") + " " + row.get("shape")).sorted().toList();
    }
}
