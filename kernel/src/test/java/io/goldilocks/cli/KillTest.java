// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that are killed or stopped while they write a model of many files, and commands that meet. */
class KillTest {
    /** 9.7 MB. */
    static final String CONFIG = """
            {"model_type": "llama", "vocab_size": 3000, "hidden_size": 160, "intermediate_size": 400,
             "num_hidden_layers": 5, "num_attention_heads": 4}
            """;
    static final String SIZE = "150KB";
    private static final List<String> INIT = List.of("init", "--max-shard-size", SIZE, "--quiet");
    private static final int FILES = 37;

    @TempDir
    private Path folder;
    private Path config = Path.of("");
    private Path whole = Path.of("");
    private Path out = Path.of("");

    @BeforeEach
    void prepare() throws IOException {
        config = Files.writeString(folder.resolve("config.json"), CONFIG);
        whole = folder.resolve("whole");
        out = folder.resolve("out");
        Run.done("init", config, "--out", whole, "--max-shard-size", SIZE, "--seed", "2", "--quiet");
    }

    @Test
    void killedAtRandomMoments() throws Exception {
        killed(24);
    }

    @Test
    @Tag("exhaustive")
    void killedHundredsOfTimes() throws Exception {
        killed(200);
    }

    /** Each checkpoint is begun over another one. */
    private void killed(int kills) throws Exception {
        List<String> command = new ArrayList<>(INIT);
        command.addAll(List.of(config.toString(), "--out", out.toString(), "--seed", "2", "--overwrite", "--resume"));
        new Killings(command, Map.of(out, whole),
                () -> Run.done("init", config, "--out", out, "--max-shard-size", "1MB",
                        "--seed", "1", "--overwrite", "--quiet"))
                .kill(kills, 7);
    }

    /** A signal that lets the process end in order leaves what is finished, and says so; the temporary file is gone. */
    @Test
    void stoppedByTheTerminal() throws Exception {
        stopped("INT", 130);
    }

    @Test
    void stoppedByTheSystem() throws Exception {
        stopped("TERM", 143);
    }

    private void stopped(String signal, int code) throws Exception {
        Process process = init();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (Killings.staged(out).size() < 3 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertEquals(0, new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor());
        String said = Killings.output(process);
        assertEquals(code, process.waitFor(), said);
        int finished = Killings.staged(out).size();
        assertTrue(finished >= 3 && finished < FILES, finished + " files");
        assertEquals("goldilocks: stopped; " + out + " holds an unfinished checkpoint, with " + finished
                + " of " + FILES + " files written (--resume)", said);
        assertEquals(finished + 1, Run.names(out.resolve(".goldilocks")).size());
        assertEquals(List.of(".goldilocks"), Run.names(out));
        Run.fails(List.of("init", config, "--out", out, "--seed", "2"), out + ": holds an unfinished checkpoint",
                "(--resume, --overwrite)");
        String summary = Run.done("init", config, "--out", out, "--seed", "2", "--max-shard-size", SIZE, "--resume")
                .out();
        assertTrue(
                summary.startsWith(
                        "wrote " + out.resolve("model.safetensors.index.json") + " of " + FILES + " files, " + finished
                                + " kept, and config.json: "),
                summary);
        Killings.assertSame(Killings.files(whole), Killings.files(out));
    }

    /** Of two at a time one writes its checkpoint and the other is told why it does not. */
    @Test
    void twoCommandsDoNotMeet() throws Exception {
        List<Process> processes = List.of(init(), init());
        List<String> said = new ArrayList<>();
        int done = 0;
        for (Process process : processes) {
            String text = Killings.output(process);
            if (process.waitFor() == 0) {
                done++;
            } else {
                assertEquals(1, process.exitValue());
                said.add(text);
            }
        }
        assertEquals(1, done, said.toString());
        assertTrue(said.getFirst().startsWith("goldilocks: " + out + ": is being written by process ")
                || said.getFirst().startsWith("goldilocks: " + out + ": holds a checkpoint already"), said.toString());
        Killings.assertSame(Killings.files(whole), Killings.files(out));
    }

    private Process init() throws IOException {
        List<String> command = new ArrayList<>(INIT);
        command.addAll(List.of(config.toString(), "--out", out.toString(), "--seed", "2"));
        return Killings.start(command);
    }
}
