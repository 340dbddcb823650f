// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was changed is known again: by its hash if it was kept, else by making it once more. */
class SurgeryVerifyTest {
    private static final int ROW = 96 * Float.BYTES;

    @TempDir
    private Path folder;

    private Path operated(Path model, Object... command) {
        Path out = folder.resolve("out" + System.nanoTime());
        List<Object> arguments = new ArrayList<>(List.of(command));
        arguments.add(1, model);
        arguments.addAll(List.of("--out", out, "--quiet"));
        Run.done(arguments.toArray());
        return out;
    }

    /** Turns one bit of the first tensor in the file: the head, or what has the first name. */
    private static void damage(Path model, long offset) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(model.resolve("model.safetensors").toFile(), "rw")) {
            byte[] length = new byte[8];
            file.readFully(length);
            long at = 8 + ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong() + offset;
            file.seek(at);
            int old = file.read();
            file.seek(at);
            file.write(old ^ 1);
        }
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
        damage(old, 17 * ROW);
        findings(old, "lm_head.weight", "SHA-256");
        Path made = operated(llama, "extend-vocab", "--to", 400);
        damage(made, 350 * ROW + 4);
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
        Run run = Run.of("verify", mixture);
        assertEquals(2, run.code());
        assertTrue(
                run.err().contains("was made from a tensor that only the old model holds")
                        && run.err().contains("--base"),
                run.err());
        Run.done("verify", mixture, "--base", llama);
        Path other = ModelFolder.seeded(folder, "llama", Map.of("initializer_range", 0.03));
        assertEquals(1, Run.of("verify", mixture, "--base", other).code());
    }
}
