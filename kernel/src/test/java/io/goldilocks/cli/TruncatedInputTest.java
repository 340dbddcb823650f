// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.TensorProvenance;
import io.goldilocks.checkpoint.SafetensorsHeader;
import io.goldilocks.init.Initializers;
import io.goldilocks.init.Layout;
import io.goldilocks.memory.ChildProcess;
import io.goldilocks.rng.Engine;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands whose file another process cuts short while they read it: an error and its exit code, never a crash. */
class TruncatedInputTest {
    /** A sparse GiB, which no command has read before the file is cut. */
    private static final TensorSpec TENSOR = new TensorSpec("w", Shape.of(1 << 18, 1 << 10), DType.F32);

    @TempDir
    private Path folder;

    /** Those that map the file learn of it from the virtual machine, those that read it from a call. */
    @ParameterizedTest
    @CsvSource({"inspect, false, 1", "diff, false, 2", "verify, false, 2", "verify, true, 2"})
    void isAnError(String command, boolean saysHowItWasMade, int code) throws Exception {
        TensorProvenance provenance = TensorProvenance.whole(TENSOR, Layout.LINEAR, Initializers.normal(0, 1),
                Engine.PHILOX4X32_10, 1);
        Path file = sparse("w.safetensors", saysHowItWasMade ? provenance.metadata() : Map.of());
        List<String> arguments = new ArrayList<>(List.of(command, file.toString()));
        if (command.equals("diff")) {
            arguments.add(sparse("same.safetensors", Map.of()).toString());
        }
        Process process = ChildProcess.start(List.of("--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED", "-XX:ErrorFile=" + folder.resolve("crash.log")), Main.class,
                arguments.toArray(String[]::new));
        awaitMapped(file, process);
        try (RandomAccessFile other = new RandomAccessFile(file.toFile(), "rw")) {
            other.setLength(4096);
        }
        List<String> said = process.inputReader().lines().filter(line -> !line.startsWith("WARNING")).toList();
        assertEquals(code, process.waitFor(), said::toString);
        assertEquals(List.of("goldilocks: " + file + ": the file was cut short while it was read"), said);
    }

    private Path sparse(String name, Map<String, String> metadata) throws IOException {
        Path path = folder.resolve(name);
        SafetensorsHeader header = SafetensorsHeader.of(List.of(TENSOR), metadata);
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.write(header.bytes().toArray(ValueLayout.JAVA_BYTE));
            file.setLength(header.fileSize());
        }
        return path;
    }

    private static void awaitMapped(Path file, Process process) throws Exception {
        Path maps = Path.of("/proc", Long.toString(process.pid()), "maps");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!Files.readString(maps).contains(file.toString())) {
            assertTrue(process.isAlive() && System.nanoTime() < deadline, "the file was never mapped");
            Thread.sleep(1);
        }
    }
}
