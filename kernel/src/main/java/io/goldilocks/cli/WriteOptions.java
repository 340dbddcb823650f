// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import io.goldilocks.Checkpoints;
import io.goldilocks.fill.Filler;
import io.goldilocks.memory.FileStrategy;
import io.goldilocks.save.SaveOptions;
import java.io.IOException;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of the commands that write, and how they come to a running engine. */
final class WriteOptions {
    /** What is written. */
    @FunctionalInterface
    interface Job {
        void run(Checkpoints checkpoints) throws IOException;
    }

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0",
            description = "The seed, a whole number of 64 bits, may be negative. Default: 0.")
    private String seed = "0";

    @Mixin
    private ThreadsArgument threads = new ThreadsArgument();

    @Option(names = "--io", paramLabel = "HOW", defaultValue = "auto",
            description = "How the bytes reach the disk: write, through the page cache; mmap, in a mapped file; direct, past the"
                    + " page cache; or auto, what was fastest. The bits do not depend on it. Default: auto.")
    private String io = "auto";

    @Option(names = "--overwrite", description = "Replace files that exist. Default: refuse.")
    private boolean overwrite;

    @Option(names = "--json", description = "Print one JSON object instead of text, and no progress bar.")
    private boolean json;

    @Option(names = "--quiet", description = "Print neither a progress bar nor the summary line.")
    private boolean quiet;

    long seed() {
        return whole("--seed", seed, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    int threads() {
        return threads.count();
    }

    boolean json() {
        return json;
    }

    boolean quiet() {
        return quiet;
    }

    /** What was given of them; refuses what is malformed. */
    SaveOptions options() {
        return SaveOptions.DEFAULTS.by(FileStrategy.parse(io)).overwriting(overwrite);
    }

    /** Runs a job with an engine of its own and measures it; {@code left} is what a signal leaves of it, for {@link StopNotice}. */
    double seconds(int threadCount, SaveOptions options, Supplier<String> left, Job job) throws IOException {
        try (Filler filler = new Filler(threadCount);
                TerminalProgress progress = TerminalProgress.onStandardError("filling", !json && !quiet);
                StopNotice _ = new StopNotice(left)) {
            long start = System.nanoTime();
            job.run(new Checkpoints(filler, options, progress));
            return (System.nanoTime() - start) * 1e-9;
        }
    }

    /** What a reader learns of the work: {@code 1,024 bytes in 0.01 s (0.10 GB/s)}. */
    static String speed(long bytes, double seconds) {
        return Text.counted(bytes, "byte") + " in " + Text.hundredths(seconds) + " s ("
                + Text.hundredths(bytes / seconds * 1e-9) + " GB/s)";
    }

    static long whole(String option, String text, long min, long max) {
        try {
            long value = Long.parseLong(text);
            if (min <= value && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // No whole number of 64 bits: reported with every other value out of range.
        }
        throw new IllegalArgumentException(
                option + " is '" + text + "': expected a whole number from " + min + " to " + max);
    }
}
