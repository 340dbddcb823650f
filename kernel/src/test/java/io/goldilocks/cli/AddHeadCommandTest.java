// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.tensor.DType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AddHeadCommandTest {
    @TempDir
    private Path folder;

    private ModelFolder headed(Path model, String head, Object... options) throws Exception {
        Path out = Files.createTempDirectory(folder, "out");
        List<Object> arguments = new ArrayList<>(
                List.of("add-head", model, "--head", head, "--out", out, "--quiet"));
        arguments.addAll(List.of(options));
        Run.done(arguments.toArray());
        return ModelFolder.read(out);
    }

    /** Each family's model of language, and the head that {@code heads.txt} has for each of its other classes. */
    static Stream<Arguments> heads() throws Exception {
        List<String> lines = Files.readAllLines(Run.model("heads.txt")).stream().filter(line -> !line.startsWith("#"))
                .toList();
        return lines.stream().map(line -> line.split(" *\\| *", -1))
                .filter(columns -> columns[1].contains("For") && !columns[0].equals("gemma3_text")
                        && !columns[1].equals(Run.text(first(columns[0]), "class")))
                .map(columns -> Arguments.of(columns[0], columns[1]));
    }

    private static Map<String, Object> first(String family) {
        return Map.of("class", Run.list(Run.resource(family, "config.json"), "architectures").getFirst());
    }

    @ParameterizedTest
    @MethodSource("heads")
    void theResultHasTheTensorsOfItsClassAndTheOldBody(String family, String name) throws Exception {
        Path model = ModelFolder.seeded(folder, family, Map.of());
        ModelFolder old = ModelFolder.read(model);
        String head = name.substring(name.indexOf("For") + 3).replaceAll("(?<=[a-z])(?=[A-Z])", "-")
                .toLowerCase(Locale.ROOT);
        boolean labelled = head.endsWith("-classification");
        ModelFolder now = labelled ? headed(model, head, "--labels", 5) : headed(model, head);
        Map<String, @Nullable Object> changes = new HashMap<>();
        changes.put("architectures", List.of(name));
        changes.put("num_labels", labelled ? 5 : null);
        changes.put("id2label", null);
        changes.put("label2id", null);
        ModelFolder fresh = ModelFolder.read(ModelFolder.seeded(folder, family, changes));
        assertEquals(fresh.specs(), now.specs());
        assertEquals(List.of(name), now.config().get("architectures"));
        int kept = 0;
        for (Map.Entry<String, byte[]> tensor : now.tensors().entrySet()) {
            kept += old.tensors().values().stream().anyMatch(bytes -> Arrays.equals(bytes, tensor.getValue())) ? 1 : 0;
        }
        assertTrue(kept >= Math.min(old.tensors().size(), now.tensors().size()) - 7,
                kept + " tensors of the old model");
    }

    @Test
    void labelsAreNamedInTheConfig() throws Exception {
        Path model = ModelFolder.seeded(folder, "llama", Map.of("initializer_range", 0.5), "--dtype", "bf16");
        ModelFolder now = headed(model, "sequence-classification", "--labels", 3, "--seed", 4);
        assertEquals(3, now.config().get("num_labels"));
        assertEquals(new LinkedHashMap<>(Map.of("0", "LABEL_0", "1", "LABEL_1", "2", "LABEL_2")),
                now.config().get("id2label"));
        assertEquals(Map.of("LABEL_0", 0, "LABEL_1", 1, "LABEL_2", 2), now.config().get("label2id"));
        assertEquals(DType.BF16, now.spec("score.weight").dtype());
        assertFalse(now.tensors().containsKey("lm_head.weight"));
        double[] score = now.elements("score.weight");
        double squares = Arrays.stream(score).map(x -> x * x).sum() / score.length;
        // 288 samples: the std of the mean square is 0.083 of it, and 5 of those are not reached in 10^6 runs.
        assertEquals(0.25, squares, 5 * 0.083 * 0.25);
        ModelFolder named = headed(model, "sequence-classification", "--labels", "bad,so so,good", "--init", "zeros");
        assertEquals(Map.of("0", "bad", "1", "so so", "2", "good"), named.config().get("id2label"));
        assertArrayEquals(new double[288], named.elements("score.weight"));
        ModelFolder other = headed(model, "sequence-classification", "--labels", 3, "--seed", 5);
        assertNotEquals(Arrays.toString(score), Arrays.toString(other.elements("score.weight")), "another seed");
    }

    @Test
    void bitsDoNotDependOnTheThreads() throws Exception {
        Path model = ModelFolder.seeded(folder, "bert", Map.of());
        ModelFolder one = headed(model, "sequence-classification", "--labels", 200, "--threads", 1);
        ModelFolder many = headed(model, "sequence-classification", "--labels", 200, "--threads", 5);
        assertEquals(one.tensors().keySet(), many.tensors().keySet());
        one.tensors().forEach((name, bytes) -> assertArrayEquals(bytes, many.tensors().get(name), name));
    }

    /** The class that answers questions has its body under another name in Llama. */
    @Test
    void theBodyTakesTheNameThatTheClassHasForIt() throws Exception {
        Path model = ModelFolder.seeded(folder, "llama", Map.of());
        ModelFolder old = ModelFolder.read(model);
        ModelFolder now = headed(model, "question-answering");
        old.tensors().forEach((name, bytes) -> {
            if (!name.equals("lm_head.weight")) {
                assertArrayEquals(bytes, now.tensors().get(name.replace("model.", "transformer.")), name);
            }
        });
        assertEquals(List.of(2L, 96L), now.spec("qa_outputs.weight").shape().extents());
    }

    @Test
    void aBodyAloneTakesAHead() throws Exception {
        Path body = ModelFolder.seeded(folder, "bert", Map.of("architectures", List.of("BertModel")));
        ModelFolder now = headed(body, "token-classification", "--labels", 4);
        Set<String> names = new TreeSet<>();
        ModelFolder.read(body).tensors().forEach((name, bytes) -> {
            if (!name.startsWith("pooler.")) {
                assertArrayEquals(bytes, now.tensors().get("bert." + name), name);
                names.add("bert." + name);
            }
        });
        names.addAll(List.of("classifier.bias", "classifier.weight"));
        assertEquals(names, now.tensors().keySet());
        assertArrayEquals(new double[4], now.elements("classifier.bias"));
    }

    @Test
    void whatDoesNotFitIsRefusedAndNothingIsWritten() throws Exception {
        Path model = ModelFolder.seeded(folder, "llama", Map.of());
        Path out = folder.resolve("out");
        Run.fails(List.of("add-head", model, "--out", out, "--head", "summary"),
                "head 'summary' is unknown in family llama",
                "causal-lm, sequence-classification, token-classification, question-answering");
        Run.fails(List.of("add-head", model, "--out", out, "--head", "causal-lm"),
                "has the head causal-lm already: it is a LlamaForCausalLM");
        Run.fails(List.of("add-head", model, "--out", out, "--head", "question-answering", "--labels", 2),
                "question-answering has no labels");
        Run.fails(List.of("add-head", model, "--out", out, "--head", "sequence-classification", "--labels", "a,b,a"),
                "label 'a' stands there twice");
        Run.misused(List.of("add-head", model, "--out", out, "--head", "sequence-classification", "--labels", 0),
                "--labels is '0'");
        Run.misused(List.of("add-head", model, "--out", out, "--head", "sequence-classification", "--init", "ones"),
                "--init is 'ones'");
        Files.writeString(model.resolve("config.json"),
                Files.readString(model.resolve("config.json")).replace("\"num_hidden_layers\": 3",
                        "\"num_hidden_layers\": 4"));
        Run.fails(List.of("add-head", model, "--out", out, "--head", "sequence-classification"),
                "tensor 'model.layers.3.self_attn.q_proj.weight' is missing", "as a LlamaForCausalLM");
        assertFalse(Files.exists(out));
    }
}
