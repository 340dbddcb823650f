// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.results;

import io.goldilocks.bench.AbstractBenchmark;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;

/** A run of JMH, or several that make one result, that leave beside the JSON where and how it was measured. */
public final class RecordedRun {
    private final String command;
    private final TreeSet<String> measured = new TreeSet<>();

    /**
     * Prepares a run.
     *
     * @param command what the user called, for the record
     */
    public RecordedRun(String command) {
        this.command = command;
    }

    /**
     * Runs each of the options in turn and writes both files, after each as far as the run has come.
     *
     * @param runs the options, none of which names a result file
     * @param results the JSON to write; replaced if it exists
     * @throws RunnerException if a benchmark fails
     * @throws IOException if a file cannot be written
     */
    public void run(List<Options> runs, Path results) throws RunnerException, IOException {
        Instant start = Instant.now();
        Map<String, String> environment = Environment.ofThisMachine();
        List<RunResult> rows = new ArrayList<>();
        for (Options options : runs) {
            rows.addAll(listenedTo(options));
            try (PrintStream json = new PrintStream(Files.newOutputStream(results), false, StandardCharsets.UTF_8)) {
                ResultFormatFactory.getInstance(ResultFormatType.JSON, json).writeOut(rows);
            }
            TreeSet<String> flags = new TreeSet<>();
            rows.forEach(row -> flags.add(String.join(" ", row.getParams().getJvmArgs())));
            environment.put("flags", String.join("; ", flags));
            environment.put("measured", String.join("; ", measured));
            environment.put("command", command);
            environment.put("started", start.truncatedTo(ChronoUnit.SECONDS).toString());
            environment.put("took", Duration.between(start, Instant.now()).toSeconds() + " s");
            Environment.write(results, environment);
        }
    }

    /** JMH passes on what forks print by {@code System.out}, whatever it has been given to print to itself. */
    private Collection<RunResult> listenedTo(Options options) throws RunnerException {
        PrintStream out = System.out;
        System.setOut(new PrintStream(new Listener(out), true, StandardCharsets.UTF_8));
        try {
            return new Runner(options).run();
        } finally {
            System.setOut(out);
        }
    }

    /** Passes on what JMH prints, and keeps the lines by which forks tell what they measure. */
    private final class Listener extends OutputStream {
        private final PrintStream out;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        Listener(PrintStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) {
            out.write(b);
            if (b != '\n') {
                line.write(b);
                return;
            }
            String whole = line.toString(StandardCharsets.UTF_8).strip();
            // JMH has begun the line with the number of the iteration.
            int start = whole.indexOf(AbstractBenchmark.MEASURED);
            if (start >= 0) {
                measured.add(whole.substring(start + AbstractBenchmark.MEASURED.length()));
            }
            line.reset();
        }

        @Override
        public void flush() {
            out.flush();
        }
    }
}
