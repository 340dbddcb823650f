// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.goldilocks.fill.FillTask;
import io.goldilocks.fill.Filler;
import io.goldilocks.fill.Progress;
import io.goldilocks.init.Initializers;
import io.goldilocks.init.Layout;
import io.goldilocks.memory.ChildProcess;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import io.goldilocks.tensor.TensorSpec;
import io.goldilocks.verify.TensorStatistics;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A file that another process cuts short while it is mapped: the touch of a page that is gone is a SIGBUS, which must become an
 * error, in interpreted code and in compiled. In processes of their own, because where it does not, the process ends.
 */
class TruncatedFileTest {
    private static final TensorSpec TENSOR = new TensorSpec("w", Shape.of(256, 1024), DType.F32);
    private static final String FAULT = "InternalError: a fault occurred in an unsafe memory access operation";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"statistics, 0", "statistics, 500", "comparison, 0", "comparison, 3000", "copy, 0", "copy, 3000",
        "checksum, 0", "checksum, 3000"})
    void readingIsAnError(String action, int warmUps) throws Exception {
        assertEquals(FAULT, outcome(action, warmUps));
    }

    @ParameterizedTest
    @CsvSource({"read, 0", "read, 500"})
    void readingByACallNamesTheFile(String action, int warmUps) throws Exception {
        assertEquals("MalformedCheckpointException: " + file() + ": the file was cut short while it was read",
                outcome(action, warmUps));
    }

    @ParameterizedTest
    @CsvSource({"fill, 0", "fill, 500"})
    void fillingInPlaceIsAnErrorBeforeTheTouch(String action, int warmUps) throws Exception {
        assertEquals("IOException: cannot change " + file()
                + ": pages of the file are gone: it was cut short, or the disk is full", outcome(action, warmUps));
    }

    private Path file() {
        return folder.resolve("w.safetensors");
    }

    private String outcome(String action, int warmUps) throws Exception {
        SafetensorsHeader header = SafetensorsHeader.of(List.of(TENSOR), Map.of());
        try (RandomAccessFile made = new RandomAccessFile(file().toFile(), "rw")) {
            made.write(header.bytes().toArray(ValueLayout.JAVA_BYTE));
            made.setLength(header.fileSize());
        }
        Process process = ChildProcess.start(
                List.of("--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED",
                        "-XX:ErrorFile=" + folder.resolve("crash.log")),
                Child.class, file().toString(), action, String.valueOf(warmUps));
        String output = process.inputReader().lines().filter(line -> !line.startsWith("WARNING")).findFirst()
                .orElse("");
        process.waitFor();
        return output;
    }

    /** Does something many times, cuts the file short, and does it again. */
    static final class Child {
        @FunctionalInterface
        private interface Action {
            void run() throws IOException;
        }

        public static void main(String[] arguments) throws Exception {
            Path path = Path.of(arguments[0]);
            try (SafetensorsFile file = SafetensorsFile.open(path);
                    MappedCheckpoint mapped = MappedCheckpoint.open(path);
                    Filler filler = new Filler(2)) {
                MemorySegment data = file.data(file.tensors().getFirst());
                MemorySegment same = MemorySegment.ofArray(new byte[(int) data.byteSize()]);
                MemorySegment target = Arena.ofAuto().allocate(data.byteSize());
                FillTask task = new FillTask(TENSOR, Slice.whole(TENSOR.shape()),
                        Initializers.normal(0, 1).parts(TENSOR.shape(), Layout.LINEAR),
                        TensorStream.of(1, "w"), new FillTask.Lent(mapped::lend, (_, _) -> {}),
                        mapped.tensors().getFirst().offset());
                Action action = switch (arguments[1]) {
                    case "statistics" -> () -> TensorStatistics.of(data, DType.F32);
                    case "comparison" -> () -> MappedBytes.mismatch(data, same);
                    case "checksum" -> () -> MappedBytes.update(new CRC32C(), data);
                    case "copy" -> () -> same.copyFrom(data);
                    case "read" -> () -> file.read(file.tensors().getFirst(), 0, target);
                    case "fill" -> () -> filler.fill(List.of(task), Progress.NONE);
                    default -> throw new IllegalArgumentException(arguments[1]);
                };
                for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
                    action.run();
                }
                try (FileChannel other = FileChannel.open(path, StandardOpenOption.WRITE)) {
                    other.truncate(Files.size(path) / 2);
                }
                action.run();
                System.out.println("no error");
            } catch (IOException | InternalError e) {
                System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
            }
        }
    }
}
