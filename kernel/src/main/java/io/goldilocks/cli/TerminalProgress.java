// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import io.goldilocks.fill.Progress;
import java.io.PrintStream;
import java.time.Duration;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A progress bar for work that takes longer than a moment. Until then nothing of the bar is loaded. */
final class TerminalProgress implements Progress, AutoCloseable {
    /** Set by the launcher, which can ask whether standard error is a terminal; Java has no call for that. */
    private static final String TERMINAL = "goldilocks.terminal";

    /** Fits any terminal; to ask for the true width costs more than most fills. */
    private static final int WIDTH = 79;

    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final long MEBIBYTE = 1 << 20;

    private final PrintStream terminal;
    private final String task;
    private final boolean watched;
    private final long patienceNanos;
    private final long start = System.nanoTime();
    private @Nullable ProgressBar bar;

    TerminalProgress(PrintStream terminal, String task, boolean watched, Duration patience) {
        this.terminal = terminal;
        this.task = task;
        this.watched = watched;
        this.patienceNanos = patience.toNanos();
    }

    /** The progress of work on standard error, shown if that is wanted and there is somebody to see it. */
    static TerminalProgress onStandardError(String task, boolean wanted) {
        return new TerminalProgress(System.err, task, wanted && Boolean.getBoolean(TERMINAL), PATIENCE);
    }

    @Override
    public void report(long doneBytes, long totalBytes) {
        if (!watched || (bar == null && System.nanoTime() - start < patienceNanos)) {
            return;
        }
        if (bar == null) {
            bar = new ProgressBarBuilder().setTaskName(task).setInitialMax(totalBytes)
                    .setUnit(" MiB", MEBIBYTE).setUpdateIntervalMillis(100).setStyle(ProgressBarStyle.ASCII)
                    .setConsumer(new DelegatingProgressBarConsumer(line -> terminal.print('\r' + line), WIDTH)).build();
        }
        bar.maxHint(totalBytes);
        bar.stepTo(doneBytes);
    }

    /** Leaves the bar as it stands, and the cursor on a line of its own. */
    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            terminal.println();
        }
    }
}
