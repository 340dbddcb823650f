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
import java.util.ArrayList;
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

    /** 0.7 GB with 40 MiB of heap. */
    @Test
    void surgery() throws Exception {
        operated(4, 128 * MEBIBYTE);
    }

    /** 4 GB with 40 MiB of heap. */
    @Test
    @Tag("exhaustive")
    void surgeryOfAModelManyTimesTheMemory() throws Exception {
        operated(38, 128 * MEBIBYTE);
    }

    private void bounded(int layers, int heapMebibytes, long limit) throws Exception {
        long bytes = bytes(layers);
        Path config = config(layers, bytes);
        Path out = folder.resolve("out");
        for (List<String> command : List.of(List.of("init", config.toString(), "--out", out.toString(),
                "--max-shard-size", "1GB", "--json"), List.of("verify", out.toString(), "--json"))) {
            requireMemory(heapMebibytes, limit, command, "\"bytes\":" + bytes);
        }
    }

    /** Every operation, and a verification that does one again; the greatest matrix that is held is the covariance, of 8 MB. */
    private void operated(int layers, long limit) throws Exception {
        Path config = config(layers, 4 * bytes(layers));
        String model = folder.resolve("model").toString();
        String out = folder.resolve("out").toString();
        String rest = folder.resolve("rest").toString();
        Run.done("init", config, "--out", model, "--max-shard-size", "1GB", "--quiet");
        for (List<String> command : List.of(List.of("extend-vocab", model, "--to", "33000"),
                List.of("add-head", model, "--head", "sequence-classification", "--labels", "3"),
                List.of("upcycle", model, "--experts", "2", "--noise", "0.01"),
                List.of("lora", model, "--rank", "4", "--init", "pissa", "--targets", "q_proj,v_proj", "--residual",
                        rest))) {
            List<String> whole = new ArrayList<>(command);
            whole.addAll(List.of("--out", out, "--threads", "2", "--json"));
            requireMemory(40, limit, whole, "\"folder\":\"" + out);
            delete(Path.of(out));
        }
        requireMemory(40, limit, List.of("verify", rest, "--base", model, "--threads", "2", "--json"),
                "\"unchecked\":[],\"findings\":[]");
    }

    private static void delete(Path model) throws IOException {
        for (String name : Run.names(model)) {
            Files.delete(model.resolve(name));
        }
    }

    /** A layer has 25.2 million parameters, the embedding 32.8 million. */
    private static long bytes(int layers) {
        return 4 * (2 * 32_768_000L + layers * 25_175_040L + 1024);
    }

    /** The config of such a model, if there is room for so many bytes. */
    private Path config(int layers, long bytes) throws IOException {
        long free = folder.toFile().getUsableSpace();
        String obstacle = !Files.exists(Path.of("/proc/self/status"))
                ? "there is no /proc"
                : free < bytes + (4L << 30) ? "only " + free + " bytes are free in " + folder : "";
        if (!obstacle.isEmpty()) {
            System.out.println("skipped, because " + obstacle);
        }
        assumeTrue(obstacle.isEmpty(), obstacle);
        return Files.writeString(folder.resolve("config.json"), """
                {"model_type": "llama", "vocab_size": 32000, "hidden_size": 1024, "intermediate_size": 6829,
                 "num_hidden_layers": %d, "num_attention_heads": 8}
                """.formatted(layers));
    }

    /** The memory is what no file stands behind: heap, compiled code, buffers. Pages of mapped files are the system's. */
    private static void requireMemory(int heapMebibytes, long limit, List<String> command, String says)
            throws Exception {
        long most = mostMemory(heapMebibytes, command, says);
        assertTrue(most > 16 * MEBIBYTE && most < limit, most + " bytes of memory for " + command);
        System.out.println(String.join(" ", command) + " with at most " + most + " bytes of memory");
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
