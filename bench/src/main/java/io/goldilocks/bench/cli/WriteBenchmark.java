// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.cli;

import io.goldilocks.bench.AbstractBenchmark;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * {@code goldilocks fill} of one large tensor by every way to the disk, against what copies the same bytes: {@code dd}, past the
 * page cache too, and {@code cp}. All are processes from start to end, with the bytes forced to the disk. Run it from the
 * project's folder; it needs Linux.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 1)
@Measurement(iterations = 3)
public class WriteBenchmark extends AbstractBenchmark {
    /** The launcher in the image that the build makes. */
    @Param({"kernel/target/goldilocks/bin/goldilocks"})
    public String launcher;

    /** The folder that receives the file. */
    @Param({"/var/tmp", "/dev/shm"})
    public String folder;

    /** Where the bytes lie that are copied; a folder in memory. */
    @Param({"/dev/shm"})
    public String source;

    /** The size of the tensor in MiB, a multiple of 16. */
    @Param({"1024"})
    public int mebibytes;

    /** A tool, or the value of {@code --io}. */
    @Param({"dd", "dd-direct", "cp", "write", "mmap", "direct", "auto"})
    public String by;

    private Path original;
    private Path target;

    /** Makes the state; JMH sets the parameters. */
    public WriteBenchmark() {}

    /**
     * Makes the file that is copied.
     *
     * @throws IOException if it cannot be made
     * @throws InterruptedException never: nobody interrupts
     */
    @Setup(Level.Trial)
    public final void prepare() throws IOException, InterruptedException {
        long process = ProcessHandle.current().pid();
        original = Path.of(source, "goldilocks-bench-source-" + process + ".safetensors");
        target = Path.of(folder, "goldilocks-bench-" + process + ".safetensors");
        run(fill(original, "auto"));
    }

    /**
     * Writes the file.
     *
     * @return the file
     * @throws IOException if the process cannot be started or fails
     * @throws InterruptedException never: nobody interrupts
     */
    @Benchmark
    public Path write() throws IOException, InterruptedException {
        run(switch (by) {
            case "dd" -> List.of("dd", "if=" + original, "of=" + target, "bs=1M", "conv=fsync", "status=none");
            case "dd-direct" -> List.of("dd", "if=" + original, "of=" + target, "bs=1M", "oflag=direct", "conv=fsync",
                    "status=none");
            case "cp" -> List.of("sh", "-c", "cp \"$0\" \"$1\" && sync \"$1\"", original.toString(), target.toString());
            default -> fill(target, by);
        });
        return target;
    }

    /**
     * Removes the file, so that each call makes a new one.
     *
     * @throws IOException if it cannot be removed
     */
    @TearDown(Level.Invocation)
    public final void remove() throws IOException {
        Files.deleteIfExists(target);
    }

    /**
     * Removes the file that is copied.
     *
     * @throws IOException if it cannot be removed
     */
    @TearDown(Level.Trial)
    public final void removeOriginal() throws IOException {
        Files.deleteIfExists(original);
    }

    private List<String> fill(Path file, String io) {
        // Sixteen MiB of f32 in each row of 4 Mi elements.
        return List.of(launcher, "fill", "--shape", mebibytes / 16 + "x4194304", "--init", "normal", "--out",
                file.toString(), "--io", io, "--quiet");
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        int code = new ProcessBuilder(command).redirectOutput(Redirect.INHERIT).redirectError(Redirect.INHERIT).start()
                .waitFor();
        if (code != 0) {
            throw new IOException(command.getFirst() + " ended with exit code " + code);
        }
    }
}
