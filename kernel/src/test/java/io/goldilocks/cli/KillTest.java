// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.memory.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that are killed or stopped while they write a model of many files, and commands that meet. */
class KillTest {
    /** 9.7 MB. */
    private static final String CONFIG = """
            {"model_type": "llama", "vocab_size": 3000, "hidden_size": 160, "intermediate_size": 400,
             "num_hidden_layers": 5, "num_attention_heads": 4}
            """;
    private static final String SIZE = "150KB";
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

    /** Each checkpoint is begun over another one, killed and resumed until it is finished, however often that is. */
    private void killed(int kills) throws Exception {
        Random random = new Random(7);
        long start = System.nanoTime();
        assertEquals(0, init("--seed", "1").waitFor());
        long longest = System.nanoTime() - start;
        Map<String, byte[]> old = files(out);
        for (int done = 0; done < kills;) {
            Map<Path, Object> kept = staged();
            // One in two in the last part of the time, so that many files are finished and some kills hit the commit.
            long delay = (long) (longest
                    * (random.nextBoolean() ? random.nextDouble() : 0.7 + 0.3 * random.nextDouble()));
            Process process = init("--seed", "2", "--overwrite", "--resume");
            boolean ended = process.waitFor(delay, TimeUnit.NANOSECONDS);
            process.destroyForcibly().waitFor();
            if (ended) {
                assertEquals(0, process.exitValue(), () -> output(process));
                assertSame(files(whole), files(out));
                assertFalse(Files.exists(out.resolve(".goldilocks")));
                requireUnchanged(kept, out);
                Run.done("init", config, "--out", out, "--max-shard-size", "1MB", "--seed", "1", "--overwrite",
                        "--quiet");
                old = files(out);
            } else {
                checkKilled(old);
                requireUnchanged(kept, out.resolve(".goldilocks"));
                done++;
            }
        }
    }

    /** What is there after a kill: the old checkpoint, or the new one on its way to its place; and no half file of weights. */
    private void checkKilled(Map<String, byte[]> old) throws IOException {
        Map<String, byte[]> expected = files(whole);
        Map<String, byte[]> visible = files(out);
        if (Files.exists(out.resolve(".goldilocks/commit.json"))) {
            if (visible.containsKey("model.safetensors.index.json")) {
                assertSame(visible.keySet().equals(old.keySet()) ? old : expected, visible);
            }
            visible.forEach((name, bytes) -> assertTrue(Arrays.equals(bytes, expected.get(name))
                    || Arrays.equals(bytes, old.get(name)), name));
        } else if (visible.size() != expected.size()) {
            assertSame(old, visible);
        }
        for (Path file : staged().keySet()) {
            assertEquals(-1, Files.mismatch(file, whole.resolve(String.valueOf(file.getFileName()))), file.toString());
        }
    }

    /** The files of weights that are finished, and what tells whether one of them is written again. */
    private Map<Path, Object> staged() throws IOException {
        Map<Path, Object> staged = new HashMap<>();
        Path work = out.resolve(".goldilocks");
        if (Files.exists(work)) {
            for (String name : Run.names(work)) {
                if (name.startsWith("model")) {
                    staged.put(work.resolve(name), identity(work.resolve(name)));
                }
            }
        }
        return staged;
    }

    private static void requireUnchanged(Map<Path, Object> kept, Path place) throws IOException {
        for (Map.Entry<Path, Object> file : kept.entrySet()) {
            Path now = place.resolve(String.valueOf(file.getKey().getFileName()));
            if (Files.exists(now)) {
                assertEquals(file.getValue(), identity(now), now.toString());
            }
        }
    }

    private static Object identity(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return List.of(String.valueOf(attributes.fileKey()), attributes.lastModifiedTime(), attributes.size());
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
        Process process = init("--seed", "2");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (staged().size() < 3 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertEquals(0, new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor());
        String said = output(process);
        assertEquals(code, process.waitFor(), said);
        int finished = staged().size();
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
        assertSame(files(whole), files(out));
    }

    /** Of two at a time one writes its checkpoint and the other is told why it does not. */
    @Test
    void twoCommandsDoNotMeet() throws Exception {
        List<Process> processes = List.of(init("--seed", "2"), init("--seed", "2"));
        List<String> said = new ArrayList<>();
        int done = 0;
        for (Process process : processes) {
            String text = output(process);
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
        assertSame(files(whole), files(out));
    }

    private Process init(String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("init", config.toString(), "--out", out.toString(),
                "--max-shard-size", SIZE, "--quiet"));
        arguments.addAll(List.of(options));
        return ChildProcess.start(List.of("--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"),
                Main.class, arguments.toArray(String[]::new));
    }

    private static String output(Process process) {
        return String.join("\n", process.inputReader().lines()
                .filter(line -> !line.equals("WARNING: Using incubator modules: jdk.incubator.vector")).toList());
    }

    private static Map<String, byte[]> files(Path target) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> paths = Files.list(target)) {
            for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
                files.put(String.valueOf(path.getFileName()), Files.readAllBytes(path));
            }
        }
        return files;
    }

    private static void assertSame(Map<String, byte[]> expected, Map<String, byte[]> found) {
        assertEquals(expected.keySet(), found.keySet());
        expected.forEach((name, bytes) -> assertTrue(Arrays.equals(bytes, found.get(name)), name));
    }
}
