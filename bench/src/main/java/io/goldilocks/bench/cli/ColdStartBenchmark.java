// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.cli;

import io.goldilocks.bench.AbstractBenchmark;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** {@code goldilocks init} from the start of its process to its exit with a finished checkpoint. Run it from the project's folder. */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2)
@Measurement(iterations = 10)
public class ColdStartBenchmark extends AbstractBenchmark {
    /** The launcher in the image that the build makes. */
    @Param({"kernel/target/goldilocks/bin/goldilocks"})
    public String launcher;

    /** The model: half a million parameters, where the start is all that counts, 124 million, and 596 million in bf16. */
    @Param({"kernel/src/test/resources/io/goldilocks/model/gpt2", "gpt2-124m", "qwen3-0.6b"})
    public String config;

    /** The folder in which the checkpoint's folder is made. */
    @Param({"/dev/shm"})
    public String folder;

    /** Makes the state; JMH sets the parameters. */
    public ColdStartBenchmark() {}

    /**
     * Makes a checkpoint.
     *
     * @return its folder
     * @throws IOException if the command cannot be started or fails
     * @throws InterruptedException never: nobody interrupts
     */
    @Benchmark
    public Path init() throws IOException, InterruptedException {
        Path out = out();
        int code = new ProcessBuilder(launcher, "init", config, "--out", out.toString(), "--quiet")
                .redirectOutput(Redirect.INHERIT).redirectError(Redirect.INHERIT).start().waitFor();
        if (code != 0) {
            throw new IOException(launcher + " ended with exit code " + code);
        }
        return out;
    }

    /**
     * Removes the checkpoint.
     *
     * @throws IOException if that is not possible
     */
    @TearDown(Level.Invocation)
    public final void remove() throws IOException {
        try (Stream<Path> files = Files.walk(out())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private Path out() {
        return Path.of(folder, "goldilocks-bench-" + ProcessHandle.current().pid());
    }
}
