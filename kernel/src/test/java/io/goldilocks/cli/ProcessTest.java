// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process of its own: interrupts, exit codes, the launcher. */
class ProcessTest {
    private static final String WARNING = "WARNING: Using incubator modules: jdk.incubator.vector";

    @TempDir
    private Path folder;

    @Test
    void exitCodeAndErrorReachTheShell() throws Exception {
        Process process = goldilocks("init", "gpt-5", "--dry-run");
        List<String> lines = process.errorReader().lines().filter(line -> !line.equals(WARNING)).toList();
        assertEquals(1, process.waitFor());
        assertEquals(1, lines.size(), lines.toString());
        assertTrue(lines.getFirst().startsWith("goldilocks: gpt-5: "), lines.toString());
    }

    /** By the signal TERM, which Java treats as that of Ctrl-C; shells let their background jobs ignore the latter. */
    @Test
    void interruptLeavesNothing() throws Exception {
        Path file = folder.resolve("w.safetensors");
        // Enough bytes that one thread cannot write them before the signal comes.
        Process process = goldilocks("fill", "--shape", "8192x8000", "--init", "normal", "--dtype", "f64",
                "--threads", "1", "--out", file.toString());
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (Run.names(folder).isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(10);
        }
        assertEquals(1, Run.names(folder).size());
        assertTrue(process.toHandle().destroy());
        List<String> lines = process.errorReader().lines().filter(line -> !line.equals(WARNING)).toList();
        assertEquals(128 + 15, process.waitFor());
        assertEquals(List.of("goldilocks: stopped"), lines);
        assertEquals(List.of(), Run.names(folder));
    }

    @Test
    void interruptOfTheThreadIsOneLine() throws Exception {
        Path file = folder.resolve("w.safetensors");
        Thread.currentThread().interrupt();
        Run run = Run.of("fill", "--shape", "64x64", "--init", "normal", "--out", file);
        assertTrue(Thread.interrupted());
        assertEquals("goldilocks: cancelled; no new file was left", run.err().strip());
        assertEquals(1, run.code());
        assertEquals(List.of(), Run.names(folder));
    }

    @Test
    void standardOutputTakesTheBytesAndStandardErrorTheWords() throws Exception {
        Path file = folder.resolve("w.npy");
        Run.done("fill", "--shape", "300x200", "--init", "normal", "--seed", "5", "--out", file);
        Process process = goldilocks("fill", "--shape", "300x200", "--init", "normal", "--seed", "5", "--out", "-",
                "--format", "npy");
        byte[] bytes = process.getInputStream().readAllBytes();
        List<String> lines = process.errorReader().lines().filter(line -> !line.equals(WARNING)).toList();
        assertEquals(0, process.waitFor(), lines.toString());
        assertArrayEquals(Files.readAllBytes(file), bytes);
        assertEquals(1, lines.size(), lines.toString());
        assertTrue(lines.getFirst().startsWith("wrote standard output: weight [300, 200] F32, "), lines.toString());
    }

    /** As {@code head} closes it: not a word, and what shells report of others. */
    @Test
    void pipeThatIsClosedEarlyIsNoFailure() throws Exception {
        Process process = goldilocks("fill", "--shape", "8192x8000", "--init", "normal", "--out", "-");
        try (InputStream pipe = process.getInputStream()) {
            assertEquals(100, pipe.readNBytes(100).length);
        }
        List<String> lines = process.errorReader().lines().filter(line -> !line.equals(WARNING)).toList();
        assertEquals(128 + 13, process.waitFor());
        assertEquals(List.of(), lines);
    }

    @Test
    void terminalGetsNoTensor() throws Exception {
        Process process = java(List.of("-Dgoldilocks.terminal.out=true"), "fill", "--shape", "4", "--init", "normal",
                "--out", "-");
        assertEquals(0, process.getInputStream().readAllBytes().length);
        List<String> lines = process.errorReader().lines().filter(line -> !line.equals(WARNING)).toList();
        assertEquals(2, process.waitFor());
        assertTrue(lines.toString().contains("standard output is a terminal"), lines.toString());
    }

    /** A stub in the runtime's place prints what the launcher hands to it. */
    @Test
    void launcherFindsItsRuntimeThroughLinksAndKeepsArguments() throws Exception {
        Path bin = Files.createDirectories(folder.resolve("an image/bin"));
        Path launcher = Files.copy(Path.of("src/main/image/goldilocks"), bin.resolve("goldilocks"));
        Path java = Files.writeString(bin.resolve("java"), "#!/bin/sh\nprintf '%s\\n' \"$0\" \"$@\"\n");
        assertTrue(launcher.toFile().setExecutable(true) && java.toFile().setExecutable(true));
        Path app = Files.createDirectory(launcher.resolveSibling("../app").normalize());
        for (String jar : List.of("b.jar", "a.jar", "B.jar")) {
            Files.createFile(app.resolve(jar));
        }
        Path link = Files.createSymbolicLink(Files.createDirectory(folder.resolve("links")).resolve("one"),
                Path.of("../an image/bin/goldilocks"));
        Path other = Files.createSymbolicLink(folder.resolve("two"), link);
        ProcessBuilder builder = new ProcessBuilder(other.toString(), "fill", "a b", "", "$x*");
        Map<String, String> environment = builder.environment();
        environment.put("GOLDILOCKS_JAVA_OPTS", "-Xmx1g -Dx=y");
        List<String> lines = builder.start().inputReader().lines().toList();
        Path home = folder.toRealPath().resolve("an image");
        assertEquals(home.resolve("bin/java").toString(), lines.getFirst());
        assertEquals(List.of("-Dgoldilocks.terminal=false", "-Dgoldilocks.terminal.out=false", "-Xmx1g", "-Dx=y", "-cp",
                home + "/app/B.jar:" + home + "/app/a.jar:" + home + "/app/b.jar",
                Main.class.getName(), "fill", "a b", "", "$x*"), lines.subList(lines.size() - 11, lines.size()));
    }

    /** Without it, a fill would be a thousand times slower and seem to hang. */
    @Test
    void cpuWithoutFusedMultiplyAddIsRefused() throws Exception {
        Process process = java(List.of("-XX:-UseFMA"), "fill", "--shape", "4", "--init", "normal", "--out",
                folder.resolve("w.npy").toString());
        List<String> lines = process.errorReader().lines().filter(line -> !line.equals(WARNING)).toList();
        assertEquals(1, process.waitFor());
        assertEquals(1, lines.size(), lines.toString());
        assertTrue(lines.getFirst().contains("fused multiply-add"), lines.toString());
        assertEquals(List.of(), Run.names(folder));
    }

    private static Process goldilocks(String... args) throws IOException {
        return java(List.of(), args);
    }

    private static Process java(List<String> options, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(1, options);
        command.addAll(List.of(args));
        return new ProcessBuilder(command).start();
    }
}
