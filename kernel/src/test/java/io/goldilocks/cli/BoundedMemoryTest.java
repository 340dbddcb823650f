// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.goldilocks.memory.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints many times larger than what the process may hold. */
class BoundedMemoryTest {
    private static final long MEBIBYTE = 1 << 20;

    @TempDir
    private Path folder;

    /** 1 GiB with 64 MiB of heap. */
    @Test
    void aGibibyte() throws Exception {
        bounded(8, 64, 256 * MEBIBYTE);
    }

    /** 4 GiB with 256 MiB of heap. */
    @Test
    @Tag("exhaustive")
    void manyTimesTheMemory() throws Exception {
        bounded(38, 256, 448 * MEBIBYTE);
    }

    /** The memory is what no file stands behind: heap, compiled code, buffers. Pages of mapped files are the system's. */
    private void bounded(int layers, int heapMebibytes, long limit) throws Exception {
        // A layer has 25.2 million parameters, the embedding 32.8 million.
        long bytes = 4 * (2 * 32_768_000L + layers * 25_175_040L + 1024);
        long free = folder.toFile().getUsableSpace();
        String obstacle = !Files.exists(Path.of("/proc/self/status"))
                ? "there is no /proc"
                : free < bytes + (4L << 30) ? "only " + free + " bytes are free in " + folder : "";
        if (!obstacle.isEmpty()) {
            System.out.println("skipped, because " + obstacle);
        }
        assumeTrue(obstacle.isEmpty(), obstacle);
        Path config = Files.writeString(folder.resolve("config.json"), """
                {"model_type": "llama", "vocab_size": 32000, "hidden_size": 1024, "intermediate_size": 6829,
                 "num_hidden_layers": %d, "num_attention_heads": 8}
                """.formatted(layers));
        Path out = folder.resolve("out");
        for (List<String> command : List.of(List.of("init", config.toString(), "--out", out.toString(),
                "--max-shard-size", "1GB", "--json"), List.of("verify", out.toString(), "--json"))) {
            long most = mostMemory(heapMebibytes, command, "\"bytes\":" + bytes);
            assertTrue(most > 16 * MEBIBYTE && most < limit, most + " bytes of memory for a checkpoint of " + bytes);
            System.out.println(command.getFirst() + " of " + bytes + " bytes with at most " + most + " of memory");
        }
    }

    private static long mostMemory(int heapMebibytes, List<String> command, String says) throws Exception {
        Process process = ChildProcess.start(List.of("--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-Xmx" + heapMebibytes + "m"), Main.class,
                command.toArray(String[]::new));
        long most = 0;
        while (!process.waitFor(20, TimeUnit.MILLISECONDS)) {
            most = Math.max(most, anonymousBytes(process));
        }
        String said = String.join("\n", process.inputReader().lines().toList());
        assertEquals(0, process.exitValue(), said);
        assertTrue(said.contains(says), said);
        return most;
    }

    private static long anonymousBytes(Process process) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("RssAnon:")).mapToLong(
                    line -> 1024 * Long.parseLong(line.replaceAll("\\D", ""))).findAny().orElse(0);
        } catch (NoSuchFileException e) {
            return 0; // It has just ended.
        }
    }
}
