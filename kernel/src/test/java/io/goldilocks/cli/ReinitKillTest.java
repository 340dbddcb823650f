// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.checkpoint.StoredCheckpoint;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A checkpoint whose tensors are being changed in place when the command ends: what it says of itself, and how it is mended. */
class ReinitKillTest {
    /** 57 MB of f64, of which 44 MB are changed: enough that a signal comes in between. */
    private static final String CONFIG = """
            {"model_type": "llama", "vocab_size": 2000, "hidden_size": 384, "intermediate_size": 1024,
             "num_hidden_layers": 3, "num_attention_heads": 4}
            """;
    private static final List<String> CHANGE = List.of("--tensors", "model.layers.*", "--seed", "9", "--threads", "1",
            "--quiet");

    @TempDir
    private Path folder;
    private Path original = Path.of("");
    private Path changed = Path.of("");
    private Path model = Path.of("");

    @BeforeEach
    void prepare() throws IOException {
        Path config = Files.writeString(folder.resolve("config.json"), CONFIG);
        original = folder.resolve("original");
        Run.done("init", config, "--out", original, "--seed", "5", "--dtype", "f64", "--max-shard-size", "20MB",
                "--quiet");
        changed = copy("changed");
        reinitAgain(changed);
        model = copy("model");
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143", "KILL, 137"})
    void signal(String name, int code) throws Exception {
        Process process = reinit();
        while (!Files.exists(intent())) {
            assertTrue(process.isAlive(), "it ended before it began");
            Thread.onSpinWait();
        }
        assertEquals(0, new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor());
        String said = Killings.output(process);
        assertEquals(code, process.waitFor(), said);
        assertEquals(name.equals("KILL")
                ? ""
                : "goldilocks: stopped; " + model + " holds some of the new values, and the same command again ends it",
                said);
        requireBrokenOff();
        reinitAgain(model);
        assertSame(changed);
    }

    @Test
    void killedAtRandomMoments() throws Exception {
        killed(8);
    }

    @Test
    @Tag("exhaustive")
    void killedManyTimes() throws Exception {
        killed(100);
    }

    /** A half changed checkpoint that is replaced is forgotten, one that is to be replaced is not. */
    @Test
    void replacedByANewCheckpoint() throws Exception {
        Process process = reinit();
        while (!Files.exists(intent())) {
            assertTrue(process.isAlive(), "it ended before it began");
            Thread.onSpinWait();
        }
        process.destroyForcibly().waitFor();
        Path config = folder.resolve("config.json");
        Run.fails(List.of("init", config, "--out", model), "holds a checkpoint already", "(--overwrite)");
        requireBrokenOff();
        Run.done("init", config, "--out", model, "--seed", "5", "--dtype", "f64", "--max-shard-size", "20MB",
                "--overwrite", "--quiet");
        assertSame(original);
    }

    private void killed(int kills) throws Exception {
        Random random = new Random(11);
        long start = System.nanoTime();
        assertEquals(0, reinit().waitFor());
        long longest = System.nanoTime() - start;
        assertSame(changed);
        for (int i = 0; i < kills; i++) {
            restore();
            Process process = reinit();
            process.waitFor((long) (longest * (0.3 + 0.7 * random.nextDouble())), TimeUnit.NANOSECONDS);
            process.destroyForcibly().waitFor();
            if (Files.exists(intent())) {
                requireBrokenOff();
            } else {
                Path expected = sameBytes("goldilocks.json", original) ? original : changed;
                for (String name : Run.names(expected)) {
                    assertTrue(sameBytes(name, expected), name);
                }
            }
            reinitAgain(model);
            assertSame(changed);
        }
    }

    /** All that was not to be changed is as it was, both commands tell what happened, and nothing else can be begun. */
    private void requireBrokenOff() throws IOException {
        try (StoredCheckpoint before = StoredCheckpoint.open(original);
                StoredCheckpoint now = StoredCheckpoint.open(model)) {
            assertEquals(before.tensors(), now.tensors());
            for (TensorSpec tensor : before.tensors()) {
                if (!tensor.name().startsWith("model.layers.")) {
                    assertEquals(-1, before.data(tensor.name()).mismatch(now.data(tensor.name())), tensor.name());
                }
            }
        }
        Run verdict = Run.of("verify", model);
        assertEquals(1, verdict.code());
        assertTrue(verdict.out().startsWith(".goldilocks/reinit.json: expected no reinit under way, found one that was"
                + " broken off; the same command again ends it"), verdict.out());
        String listing = Run.done("inspect", model).out();
        assertTrue(
                listing.endsWith(": a reinit is under way or was broken off, so that some values are old and some are"
                        + " new; the same command again ends it" + System.lineSeparator()),
                listing);
        assertEquals(true, Run.done("inspect", model, "--json").json().get("reinit_under_way"));
        Run.fails(List.of("reinit", model, "--tensors", "*", "--seed", "4"), "another reinit of it was broken off");
    }

    private static void reinitAgain(Path target) {
        Run.done(Stream.concat(Stream.of("reinit", target), CHANGE.stream()).toArray());
    }

    private Process reinit() throws IOException {
        return Killings.start(Stream.concat(Stream.of("reinit", model.toString()), CHANGE.stream()).toList());
    }

    private Path intent() {
        return model.resolve(".goldilocks/reinit.json");
    }

    /** The model is byte for byte that of a folder, and nothing is left of the way there. */
    private void assertSame(Path expected) throws IOException {
        assertEquals(Run.names(expected), Run.names(model));
        for (String name : Run.names(expected)) {
            assertTrue(sameBytes(name, expected), name);
        }
        assertFalse(Files.exists(model.resolve(".goldilocks")));
    }

    private boolean sameBytes(String name, Path expected) throws IOException {
        return Files.mismatch(expected.resolve(name), model.resolve(name)) < 0;
    }

    private Path copy(String name) throws IOException {
        Path target = Files.createDirectory(folder.resolve(name));
        for (String file : Run.names(original)) {
            Files.copy(original.resolve(file), target.resolve(file));
        }
        return target;
    }

    private void restore() throws IOException {
        for (String file : Run.names(original)) {
            Files.copy(original.resolve(file), model.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
