// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.goldilocks.memory.WorkFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is asked for in vain is told in one sentence, word for word, and nothing is written: no file, no folder. */
class SurgeryErrorsTest {
    private static final String LLAMA = "q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj";

    @TempDir
    private Path folder;

    private void refused(String sentence, Object... arguments) throws IOException {
        List<Object> command = new ArrayList<>(List.of(arguments));
        command.addAll(List.of("--out", folder.resolve("out")));
        Map<String, byte[]> before = files();
        Run run = Run.of(command.toArray());
        assertEquals("", run.out());
        assertEquals("goldilocks: " + sentence + System.lineSeparator(), run.err());
        assertEquals(sentence.endsWith("--help')") ? 2 : 1, run.code());
        Map<String, byte[]> after = files();
        assertEquals(before.keySet(), after.keySet());
        before.forEach((name, bytes) -> assertArrayEquals(bytes, after.get(name), name));
    }

    /** All files and folders, and what is in the files. */
    private Map<String, byte[]> files() throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                files.put(path.toString(), Files.isDirectory(path) ? new byte[0] : Files.readAllBytes(path));
            }
        }
        return files;
    }

    private Path llama(Map<String, ?> changes) throws IOException {
        return ModelFolder.seeded(folder, "llama", changes);
    }

    private static void edit(Path model, String from, String to) throws IOException {
        Path config = model.resolve("config.json");
        String text = Files.readString(config);
        assertEquals(2, text.split(Pattern.quote(from), -1).length, from);
        Files.writeString(config, text.replace(from, to));
    }

    @Test
    void wrongRank() throws IOException {
        Path model = llama(Map.of());
        refused("rank 97 does not fit module 'model.layers.0.self_attn.q_proj' of 96 inputs and 96 outputs: expected at"
                + " most the lesser; lower the rank or leave the module out", "lora", model, "--rank", 97);
        refused("rank 0 is out of range: expected at least 1 (try 'goldilocks lora --help')", "lora", model, "--rank",
                0);
        refused("rank 3 does not fit the initialiser orthogonal, which gives half of an orthogonal matrix to each"
                + " factor: expected an even rank (try 'goldilocks lora --help')", "lora", model, "--rank", 3, "--init",
                "orthogonal");
    }

    @Test
    void unknownTarget() throws IOException {
        refused("target 'c_attn' names no module of this llama: expected some of embed_tokens, " + LLAMA + ", lm_head",
                "lora", llama(Map.of()), "--rank", 4, "--targets", "q_proj,c_attn");
    }

    /** The name is one of the model, but of nothing that can be adapted; or the family has no default. */
    @Test
    void targetThatMatchesNothing() throws IOException {
        refused("target 'input_layernorm' is no dense layer and no embedding: expected some of embed_tokens, " + LLAMA
                + ", lm_head", "lora", llama(Map.of()), "--rank", 4, "--targets", "input_layernorm");
        refused("family mamba2 has no targets by default, in PEFT neither: expected --targets, some of embeddings,"
                + " in_proj, out_proj, lm_head, or all-linear", "lora",
                ModelFolder.seeded(folder, "mamba2", Map.of()), "--rank", 4);
    }

    @Test
    void tiedHeadAsTarget() throws IOException {
        refused("target 'lm_head' names no module of this llama: expected some of embed_tokens, " + LLAMA
                + "; a head that is tied to the embeddings has no weight of its own, target [model.embed_tokens] in its"
                + " place", "lora", llama(Map.of("tie_word_embeddings", true)), "--rank", 4, "--targets", "lm_head");
    }

    /** The config says tied, and the weights hold a head; for every command alike. */
    @Test
    void untiedWeightsUnderATiedConfig() throws IOException {
        Path model = llama(Map.of());
        edit(model, "\"tie_word_embeddings\": false", "\"tie_word_embeddings\": true");
        String sentence = model + ": tensor 'lm_head.weight' has a row for each of the 320 tokens, but config.json asks"
                + " for no such tensor: if it is a head of its own, say \"tie_word_embeddings\": false there; if it is a"
                + " copy of the embeddings, take it out";
        refused(sentence, "extend-vocab", model, "--to", 400);
        refused(sentence, "upcycle", model, "--experts", 2);
        refused(sentence, "lora", model, "--rank", 4);
        refused(sentence, "add-head", model, "--head", "sequence-classification");
    }

    @Test
    void tiedWeightsUnderAnUntiedConfig() throws IOException {
        Path model = llama(Map.of("tie_word_embeddings", true));
        edit(model, "\"tie_word_embeddings\": true", "\"tie_word_embeddings\": false");
        refused(model
                + ": tensor 'lm_head.weight' is missing, for which config.json asks: if the token embeddings serve"
                + " for it too, say \"tie_word_embeddings\": true there", "extend-vocab", model, "--to", 400);
    }

    @Test
    void sourceTokensOutOfRange() throws IOException {
        Path model = llama(Map.of());
        Path sources = Files.writeString(folder.resolve("tokens.json"), "{\"320\": [17, 320]}");
        refused("token 320 has the source 320, which is out of range: expected an old token, 0 to 319", "extend-vocab",
                model, "--to", 330, "--sources", sources);
        for (int token : new int[]{319, 330}) {
            Files.writeString(sources, "{\"" + token + "\": [17]}");
            refused("token " + token + " has sources but is not new: expected 320 to 329", "extend-vocab", model,
                    "--to",
                    330, "--sources", sources);
        }
    }

    @Test
    void modelsAlreadyExtended() throws IOException {
        Path model = llama(Map.of());
        Path larger = folder.resolve("larger");
        Run.done("extend-vocab", model, "--to", 400, "--out", larger, "--quiet");
        refused("the model has 400 tokens already: expected more", "extend-vocab", larger, "--to", 400);
        refused("the model has 400 tokens already, and with 384 the last would be lost: expected more, or"
                + " --allow-shrink", "extend-vocab", larger, "--to", 350, "--pad-to-multiple-of", 64);
        Path classifier = folder.resolve("classifier");
        Run.done("add-head", model, "--head", "token-classification", "--out", classifier, "--quiet");
        refused("the model has the head token-classification already: it is a LlamaForTokenClassification", "add-head",
                classifier, "--head", "token-classification");
        Path mixture = folder.resolve("mixture");
        Run.done("upcycle", model, "--experts", 2, "--out", mixture, "--quiet");
        refused("family mixtral cannot become a mixture of experts: expected llama or mistral, which become mixtral, or"
                + " qwen2, which becomes qwen2_moe", "upcycle", mixture, "--experts", 2);
    }

    @Test
    void modelWhoseReinitWasBrokenOff() throws IOException {
        Path model = llama(Map.of());
        Path intent = model.resolve(WorkFolder.NAME).resolve(WorkFolder.INTENT);
        Files.createDirectories(intent.getParent());
        Files.writeString(intent, "{}");
        refused(intent
                + ": a reinit of this model is under way or was broken off, so that some values are old and some are"
                + " new; end it by the same reinit again, then take the model", "extend-vocab", model, "--to", "200");
    }
}
