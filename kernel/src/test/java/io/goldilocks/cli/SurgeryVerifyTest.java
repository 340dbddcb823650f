// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was changed is known again: by its hash if it was kept, else by making it once more. */
class SurgeryVerifyTest {
    private static final String HEAD = "lm_head.weight";

    @TempDir
    private Path folder;

    private Path operated(Path model, Object... command) {
        return ModelFolder.operated(folder, model, command);
    }

    @Test
    void initMakesNothingAgainThatTakesAnotherModel() throws Exception {
        Path made = operated(ModelFolder.seeded(folder, "llama", Map.of()), "upcycle", "--experts", 3);
        Run.fails(List.of("init", "--from", made, "--out", folder.resolve("again")), "'operation'",
                "made from another");
    }

    private static void findings(Path model, String... pieces) {
        Run run = Run.of("verify", model);
        assertEquals(1, run.code(), run.out() + run.err());
        for (String piece : pieces) {
            assertTrue(run.out().contains(piece), () -> "expected '" + piece + "' in " + run.out());
        }
    }

    @Test
    void everyOperationCanBeVerified() throws Exception {
        Path sources = Files.writeString(folder.resolve("tokens.json"), "{\"330\": [7, 8]}");
        Path llama = ModelFolder.seeded(folder, "llama", Map.of());
        Run.done("verify", operated(llama, "extend-vocab", "--to", 400, "--seed", 3, "--sources", sources,
                "--exclude-rows", "1:4"));
        Run.done("verify", operated(llama, "extend-vocab", "--to", 400, "--method", "normal"));
        Run.done("verify", operated(llama, "extend-vocab", "--to", 400, "--method", "copy", "--copy-row", 5));
        Run.done("verify", operated(llama, "extend-vocab", "--to", 300, "--allow-shrink"));
        Run.done("verify", operated(llama, "add-head", "--head", "token-classification", "--labels", 4));
        Run.done("verify", operated(llama, "add-head", "--head", "question-answering", "--init", "zeros"));
        Run.done("verify", operated(llama, "upcycle", "--experts", 3));
        Run.done("verify", operated(ModelFolder.seeded(folder, "qwen2", Map.of()), "upcycle", "--experts", 3));
        Run.done("verify", operated(ModelFolder.seeded(folder, "bert", Map.of()), "extend-vocab", "--to", 400));
    }

    @Test
    void oldAndNewRowsThatDifferAreTold() throws Exception {
        Path llama = ModelFolder.seeded(folder, "llama", Map.of());
        Path old = operated(llama, "extend-vocab", "--to", 400, "--method", "normal");
        ModelFolder.flip(old, HEAD, 17 * 96);
        findings(old, "lm_head.weight", "SHA-256");
        Path made = operated(llama, "extend-vocab", "--to", 400);
        ModelFolder.flip(made, HEAD, 350 * 96 + 1);
        findings(made, "lm_head.weight", "[350, 1]");
        Path config = made.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("\"vocab_size\": 400", "\"vocab_size\": 401"));
        findings(made, "vocab_size");
    }

    @Test
    void linkedFilesCanBeVerified() throws Exception {
        Path llama = ModelFolder.seeded(folder, "llama", Map.of(), "--max-shard-size", "200KB");
        Run.done("verify", operated(llama, "extend-vocab", "--to", 400, "--link"));
    }

    /** Experts that differ from the dense model need it, and nothing is said to be well that was not looked at. */
    @Test
    void whatTakesTheOldModelIsVerifiedByIt() throws Exception {
        Path llama = ModelFolder.seeded(folder, "llama", Map.of());
        Path mixture = operated(llama, "upcycle", "--experts", 3, "--noise", 0.1, "--reinit-fraction", 0.5);
        Run partly = Run.of("verify", mixture);
        assertEquals(2, partly.code());
        assertTrue(partly.out().contains("experts.2.w3.weight: not checked, as it was calculated from the model")
                && partly.out().contains(": 27 not checked"), partly.out());
        Run.done("verify", mixture, "--base", llama);
        Path other = ModelFolder.seeded(folder, "llama", Map.of("initializer_range", 0.03));
        Run refused = Run.of("verify", mixture, "--base", other);
        assertEquals(2, refused.code());
        assertTrue(refused.err().contains(other + " is not the model that this was made from"), refused.err());
        ModelFolder.flip(mixture, "model.layers.2.block_sparse_moe.experts.1.w1.weight", 96 * 7 + 2);
        Run found = Run.of("verify", mixture, "--base", llama, "--threads", 1);
        assertEquals(1, found.code());
        assertTrue(found.out().contains("experts.1.w1.weight: expected") && found.out().contains("[7, 2]"),
                found.out());
    }

    /** A base that is not needed is no reason to look away from which it is. */
    @Test
    void aBaseIsTheOldModelOrRefused() throws Exception {
        Path llama = ModelFolder.seeded(folder, "llama", Map.of());
        Path larger = operated(llama, "extend-vocab", "--to", 400);
        Run.done("verify", larger, "--base", llama);
        Run refused = Run.of("verify", larger, "--base",
                ModelFolder.seeded(folder, "llama", Map.of("vocab_size", 300)));
        assertEquals(2, refused.code());
        assertTrue(refused.err().contains("is not the model that this was made from"), refused.err());
    }

    @Test
    void theEngineIsRecorded() throws Exception {
        Path llama = ModelFolder.seeded(folder, "llama", Map.of());
        Path cipher = operated(llama, "upcycle", "--experts", 3, "--reinit-fraction", 0.5, "--engine", "chacha8");
        Run.done("verify", cipher, "--base", llama);
        Path counter = operated(llama, "upcycle", "--experts", 3, "--reinit-fraction", 0.5);
        for (String name : List.of("gate", "experts.0.w2")) {
            String tensor = "model.layers.0.block_sparse_moe." + name + ".weight";
            assertFalse(Arrays.equals(ModelFolder.read(cipher).bytes(tensor), ModelFolder.read(counter).bytes(tensor)),
                    name);
        }
        Path larger = operated(llama, "extend-vocab", "--to", 400, "--engine", "chacha8", "--seed", 4);
        Run.done("verify", larger);
        Path document = larger.resolve("goldilocks.json");
        Files.writeString(document, Files.readString(document).replace("chacha8", "philox4x32-10"));
        findings(larger, "[320, 0]", "goldilocks.engine");
    }
}
