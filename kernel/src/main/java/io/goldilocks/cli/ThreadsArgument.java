// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option of the commands that work on many threads. */
final class ThreadsArgument {
    private static final int MAX_THREADS = 1024;

    @Option(names = "--threads", paramLabel = "N",
            description = "How many threads work, 1 to 1024. The result does not depend on it. Default: one for each core.")
    private @Nullable String threads;

    int count() {
        return threads == null
                ? Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors())
                : (int) WriteOptions.whole("--threads", threads, 1, MAX_THREADS);
    }
}
