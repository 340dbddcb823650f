// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpcycleCommandTest {
    private static final int INNER = 208;
    private static final int WIDTH = 96;
    private static final String EXPERT = "model.layers.1.block_sparse_moe.experts.%d.%s.weight";

    @TempDir
    private Path folder;

    private ModelFolder upcycled(Path model, Object... options) throws Exception {
        Path out = Files.createTempDirectory(folder, "out");
        List<Object> arguments = new ArrayList<>(List.of("upcycle", model, "--experts", 4, "--out", out, "--quiet"));
        arguments.addAll(List.of(options));
        Run.done(arguments.toArray());
        return ModelFolder.read(out);
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "mistral"})
    void expertsAreTheDenseMlp(String family) throws Exception {
        Path model = ModelFolder.seeded(folder, family, Map.of());
        ModelFolder old = ModelFolder.read(model);
        ModelFolder now = upcycled(model);
        Map<String, String> names = Map.of("w1", "gate_proj", "w2", "down_proj", "w3", "up_proj");
        Set<String> expected = new TreeSet<>();
        for (String name : old.tensors().keySet()) {
            if (!name.contains(".mlp.")) {
                expected.add(name);
                assertArrayEquals(old.tensors().get(name), now.tensors().get(name), name);
            }
        }
        for (int layer = 0; layer < 3; layer++) {
            String moe = "model.layers." + layer + ".block_sparse_moe.";
            expected.add(moe + "gate.weight");
            for (int expert = 0; expert < 4; expert++) {
                for (Map.Entry<String, String> entry : names.entrySet()) {
                    String name = moe + "experts." + expert + "." + entry.getKey() + ".weight";
                    expected.add(name);
                    assertArrayEquals(
                            old.tensors().get("model.layers." + layer + ".mlp." + entry.getValue() + ".weight"),
                            now.tensors().get(name), name);
                }
            }
        }
        assertEquals(expected, now.tensors().keySet());
        assertEquals("mixtral", now.config().get("model_type"));
        assertEquals(List.of("MixtralForCausalLM"), now.config().get("architectures"));
        assertEquals(4, now.config().get("num_local_experts"));
        assertEquals(2, now.config().get("num_experts_per_tok"));
        double[] router = now.elements("model.layers.0.block_sparse_moe.gate.weight");
        double squares = Arrays.stream(router).map(x -> x * x).sum() / router.length;
        // 384 samples: the std of the mean square is 0.072 of it, and 5 of those are not reached in 10^6 runs.
        assertEquals(4e-4, squares, 5 * 0.072 * 4e-4);
    }

    @Test
    void aSharedExpertAddsNothingAtFirst() throws Exception {
        Path model = ModelFolder.seeded(folder, "qwen2", Map.of());
        ModelFolder old = ModelFolder.read(model);
        ModelFolder now = upcycled(model, "--top-k", 3);
        for (String layer : List.of("model.layers.0.mlp.", "model.layers.2.mlp.")) {
            for (String name : List.of("gate_proj.weight", "up_proj.weight")) {
                assertArrayEquals(old.tensors().get(layer + name), now.tensors().get(layer + "shared_expert." + name));
                assertArrayEquals(old.tensors().get(layer + name), now.tensors().get(layer + "experts.3." + name));
            }
            assertArrayEquals(new double[WIDTH * INNER], now.elements(layer + "shared_expert.down_proj.weight"));
            assertTrue(Arrays.stream(now.elements(layer + "shared_expert_gate.weight")).allMatch(x -> x != 0));
        }
        assertEquals("qwen2_moe", now.config().get("model_type"));
        assertEquals(true, now.config().get("norm_topk_prob"));
        assertEquals(INNER, now.config().get("moe_intermediate_size"));
        assertEquals(3, now.config().get("num_experts_per_tok"));
    }

    /** What the dense config leaves out means other numbers in the new family. */
    @Test
    void defaultsOfTheDenseFamilyAreStated() throws Exception {
        Map<String, @Nullable Object> changes = new HashMap<>();
        for (String field : List.of("rms_norm_eps", "max_position_embeddings", "rope_parameters",
                "num_key_value_heads")) {
            changes.put(field, null);
        }
        Map<String, Object> llama = upcycled(ModelFolder.seeded(folder, "llama", changes)).config();
        assertEquals(1e-6, Run.number(llama, "rms_norm_eps"));
        assertEquals(2048, llama.get("max_position_embeddings"));
        assertEquals(10000.0, llama.get("rope_theta"));
        assertEquals(6, llama.get("num_key_value_heads"));
        changes.remove("num_key_value_heads");
        changes.put("sliding_window", null);
        Map<String, Object> mistral = upcycled(ModelFolder.seeded(folder, "mistral", changes)).config();
        assertEquals(4096, mistral.get("sliding_window"));
        assertEquals(131072, mistral.get("max_position_embeddings"));
    }

    @Test
    void noiseIsNormalAndAnotherOneForEachExpert() throws Exception {
        Path model = ModelFolder.seeded(folder, "llama", Map.of());
        double[] old = ModelFolder.read(model).elements("model.layers.1.mlp.gate_proj.weight");
        ModelFolder now = upcycled(model, "--noise", 0.001, "--seed", 3);
        double[] first = now.elements(EXPERT.formatted(0, "w1"));
        double[] second = now.elements(EXPERT.formatted(1, "w1"));
        double squares = 0;
        double product = 0;
        for (int i = 0; i < old.length; i++) {
            squares += (first[i] - old[i]) * (first[i] - old[i]);
            product += (first[i] - old[i]) * (second[i] - old[i]);
        }
        // 19,968 samples: 0.01 is the std of the mean square, and 0.0071 that of the mean product; 5 of those are not reached in
        // 10^6 runs.
        assertEquals(1, squares / old.length * 1e6, 5 * 0.01);
        assertEquals(0, product / old.length * 1e6, 5 * 0.0071);
        ModelFolder again = upcycled(model, "--noise", 0.001, "--seed", 3, "--threads", 1);
        again.tensors().forEach((name, bytes) -> assertArrayEquals(bytes, now.tensors().get(name), name));
    }

    @Test
    void theLayersOfAnExpertAgreeOnTheChannelsThatAreDrawnAnew() throws Exception {
        Path model = ModelFolder.seeded(folder, "llama", Map.of("initializer_range", 0.1));
        ModelFolder old = ModelFolder.read(model);
        ModelFolder now = upcycled(model, "--reinit-fraction", 0.25);
        Set<Set<Integer>> all = new HashSet<>();
        for (int expert = 0; expert < 4; expert++) {
            Set<Integer> gate = changed(old, now, "gate_proj", EXPERT.formatted(expert, "w1"), WIDTH, 1);
            assertEquals(INNER / 4, gate.size());
            assertEquals(gate, changed(old, now, "up_proj", EXPERT.formatted(expert, "w3"), WIDTH, 1));
            assertEquals(gate, changed(old, now, "down_proj", EXPERT.formatted(expert, "w2"), 1, INNER));
            all.add(gate);
        }
        assertEquals(4, all.size(), "each expert has others");
        double[] drawn = now.elements(EXPERT.formatted(0, "w1"));
        double[] dense = old.elements("model.layers.1.mlp.gate_proj.weight");
        double squares = 0;
        double product = 0;
        int count = 0;
        for (int i = 0; i < dense.length; i++) {
            if (drawn[i] != dense[i]) {
                squares += drawn[i] * drawn[i];
                product += drawn[i] * dense[i];
                count++;
            }
        }
        assertEquals(INNER / 4 * WIDTH, count);
        // 4,992 samples of std 0.1: 0.02 and 0.0142 are the stds of the means, for those replaced too; 7 are not reached in 10^6.
        assertEquals(0.01, squares / count, 7 * 0.02 * 0.01);
        assertEquals(0, product / count, 7 * 0.0142 * 0.01);
    }

    /** The channels of which some element has other bits; of each, all must. */
    private static Set<Integer> changed(ModelFolder old, ModelFolder now, String dense, String name, int inner,
            int stride) {
        double[] before = old.elements("model.layers.1.mlp." + dense + ".weight");
        double[] after = now.elements(name);
        int[] changed = new int[INNER];
        for (int i = 0; i < before.length; i++) {
            if (before[i] != after[i]) {
                changed[stride == 1 ? i / inner : i % stride]++;
            }
        }
        Set<Integer> channels = new TreeSet<>();
        for (int i = 0; i < INNER; i++) {
            assertTrue(changed[i] == 0 || changed[i] == WIDTH, changed[i] + " elements of channel " + i);
            if (changed[i] > 0) {
                channels.add(i);
            }
        }
        return channels;
    }

    @Test
    void whatDoesNotFitIsRefusedAndNothingIsWritten() throws Exception {
        Path out = folder.resolve("out");
        Path llama = ModelFolder.seeded(folder, "llama", Map.of());
        Run.misused(List.of("upcycle", llama, "--out", out, "--experts", 1), "1 experts are out of range");
        Run.misused(List.of("upcycle", llama, "--out", out, "--experts", 4, "--top-k", 5), "top-k 5", "1 to the 4");
        Run.misused(List.of("upcycle", llama, "--out", out, "--experts", 4, "--noise", -1), "noise -1.0");
        Run.misused(List.of("upcycle", llama, "--out", out, "--experts", 4, "--reinit-fraction", 1.5), "fraction 1.5");
        Run.fails(List.of("upcycle", ModelFolder.seeded(folder, "gpt2", Map.of()), "--out", out, "--experts", 4),
                "family gpt2 cannot become a mixture of experts", "llama or mistral", "qwen2");
        Run.fails(List.of("upcycle", ModelFolder.seeded(folder, "llama", Map.of("mlp_bias", true)), "--out", out,
                "--experts", 4), "'mlp_bias'", "expected false");
        assertFalse(Files.exists(out));
        assertNotEquals(List.of(), Run.names(folder));
    }
}
