// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.checkpoint.ShardIndex;
import io.goldilocks.checkpoint.StoredCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiffCommandTest {
    @TempDir
    private Path folder;

    private static Run different(Object... args) {
        Run run = Run.of(args);
        assertEquals("", run.err());
        assertEquals(1, run.code(), run.out());
        return run;
    }

    private static void trouble(List<?> args, String piece) {
        Run run = Run.of(args.toArray());
        assertEquals("", run.out());
        assertTrue(run.err().startsWith("goldilocks: ") && run.err().contains(piece), run.err());
        assertEquals(2, run.code());
    }

    private Path edited(String from, String to) throws IOException {
        String config = Files.readString(Run.model("gpt2").resolve("config.json"));
        assertTrue(config.contains(from), config);
        return Files.writeString(folder.resolve("edited.json"), config.replace(from, to));
    }

    @Test
    void theSameIsTheSame() {
        assertEquals("52 tensors, all the same" + System.lineSeparator(),
                Run.done("diff", Run.model("gpt2"), Run.model("gpt2").resolve("config.json")).out());
        assertEquals("148 tensors, all the same" + System.lineSeparator(),
                Run.done("diff", "gpt2-124m", "gpt2-124m", "--recipe-b", "gpt2").out());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "\"tie_word_embeddings\": true; \"tie_word_embeddings\": false; lm_head.weight; missing; -; F32 [300, 96]; 1",
        "\"n_inner\": null; \"n_inner\": 5; transformer.h.0.mlp.c_fc.bias; shape; [384]; [5]; 12",
        "\"dtype\": \"float32\"; \"dtype\": \"bfloat16\"; transformer.wte.weight; dtype; F32; BF16; 52",
        "\"initializer_range\": 0.02; \"initializer_range\": 0.03; transformer.wpe.weight; initializer;"
                + " normal(mean=0.0,std=0.02); normal(mean=0.0,std=0.03); 18"})
    void whatDiffersIsNamed(String from, String to, String name, String kind, String a, String b, int tensors)
            throws IOException {
        Path other = edited(from, to);
        Map<String, Object> report = different("diff", Run.model("gpt2"), other, "--json").json();
        assertEquals(tensors, report.get("different"));
        assertTrue(Run.list(report, "differences").contains(Map.of("name", name, "kind", kind, "a", a, "b", b)),
                report.toString());
        String text = different("diff", Run.model("gpt2"), other).out();
        assertTrue(
                text.lines().anyMatch(line -> line.matches("\\Q" + name + "\\E +" + kind + " +\\Q" + a + "\\E +\\Q" + b
                        + "\\E")),
                text);
        assertTrue(text.stripTrailing().endsWith(tensors + " not the same"), text);
    }

    @Test
    void recipesAreCompared() {
        Map<String, Object> report = different("diff", Run.model("llama"), Run.model("llama"), "--recipe-a", "gpt2",
                "--recipe-b", "mup", "--recipe-option", "base_width=96", "--json").json();
        // o_proj and down_proj of 3 layers, which muP does not narrow; query and head, which it zeroes.
        assertEquals(3 * 2 + 3 + 1, report.get("different"));
        assertEquals(Run.model("llama") + " by mup", report.get("b"));
    }

    @Test
    void aPrintedPlanIsASide() throws IOException {
        Path plan = Files.writeString(folder.resolve("plan.json"),
                Run.done("init", Run.model("gpt2"), "--dry-run", "--json").out());
        Run.done("diff", Run.model("gpt2"), plan);
        Map<String, Object> report = different("diff", plan, Run.model("gpt2"), "--recipe-b", "torch-defaults",
                "--json")
                .json();
        assertEquals(2 + 4 * 2, report.get("different"));
    }

    @Test
    void checkpointsAreComparedByValue() throws IOException {
        Path one = folder.resolve("one");
        Path two = folder.resolve("two");
        Run.done("init", Run.model("gpt2"), "--out", one, "--seed", 1);
        Run.done("init", Run.model("gpt2"), "--out", two, "--seed", 2);
        Run.done("diff", one, one.resolve("model.safetensors"));
        Run.done("diff", one, one.resolve("goldilocks.json"));
        Map<String, Object> report = different("diff", one, two, "--json").json();
        assertEquals(18, report.get("different"));
        assertTrue(
                Run.list(report, "differences").contains(Map.of("name", "transformer.wte.weight", "kind", "values", "a",
                        "from element 0 on", "b", "in C order")),
                report.toString());
        Run.done("diff", two, Run.model("gpt2"));
        different("diff", two, Run.model("gpt2"), "--recipe-b", "megatron", "--recipe-option", "std=0.01");
    }

    @Test
    void shardsAreOneCheckpoint() throws IOException {
        Path whole = folder.resolve("whole");
        Run.done("init", Run.model("gpt2"), "--out", whole);
        Path shards = Files.createDirectory(folder.resolve("shards"));
        Files.copy(whole.resolve("model.safetensors"), shards.resolve("model-00001-of-00001.safetensors"));
        Path index = Files.writeString(shards.resolve("model.safetensors.index.json"), index(whole));
        Run.done("diff", whole, shards);
        Files.writeString(index, "{\"weight_map\": {\"a\": \"../whole/model.safetensors\"}}");
        trouble(List.of("diff", whole, shards), "expected the name of a file in the same folder");
    }

    private static String index(Path whole) throws IOException {
        try (StoredCheckpoint checkpoint = StoredCheckpoint.open(whole)) {
            Map<String, String> map = new TreeMap<>();
            checkpoint.tensors().forEach(tensor -> map.put(tensor.name(), "model-00001-of-00001.safetensors"));
            return new ShardIndex(OptionalLong.empty(), OptionalLong.empty(), new TreeMap<>(map)).toJson();
        }
    }

    @Test
    void troubleIsNoDifference() throws IOException {
        trouble(List.of("diff", "gpt2-124m", "absent"), "there is no such file or folder");
        trouble(List.of("diff", "gpt2-124m"), "missing required parameter");
        trouble(List.of("diff", "gpt2-124m", "gpt2-124m", "--recipe-a", "gpt3"), "unknown recipe 'gpt3'");
        trouble(List.of("diff", "gpt2-124m", "gpt2-124m", "--recipe-a", "mup"), "needs the option base_width");
        Path plan = Files.writeString(folder.resolve("plan.json"),
                "{\"tensors\": [{\"name\": \"a\", \"dtype\": \"F32\","
                        + " \"shape\": [-1]}]}");
        trouble(List.of("diff", "gpt2-124m", plan), "field 'shape' is malformed");
        trouble(List.of("diff", "gpt2-124m", plan, "--recipe-b", "gpt2"), "field 'shape' is malformed");
        Files.writeString(plan, "{\"tensors\": []}");
        trouble(List.of("diff", "gpt2-124m", plan, "--recipe-b", "gpt2"), "--recipe-b is for a config");
    }
}
