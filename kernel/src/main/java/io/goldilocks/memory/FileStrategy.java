// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.memory;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How the bytes of a new file reach the disk. */
public enum FileStrategy {
    /** One of the others, by what was measured. The default. */
    AUTO("auto"),
    /** By positional writes into the page cache: works on every file system. */
    WRITTEN("write"),
    /**
     * By filling a shared mapping in place: no second buffer. It needs Linux, native access and a file system that can
     * reserve space, because a full disk under a mapping would kill the process.
     */
    MAPPED("mmap"),
    /** By writes of whole blocks past the page cache. It needs a file system that takes them. */
    DIRECT("direct");

    private final String written;

    FileStrategy(String written) {
        this.written = written;
    }

    /**
     * Reads the written form.
     *
     * @param text {@code auto}, {@code write}, {@code mmap} or {@code direct}
     * @return the strategy
     * @throws IllegalArgumentException for any other text; the message lists those there are
     */
    public static FileStrategy parse(String text) {
        return Arrays.stream(values()).filter(strategy -> strategy.written.equals(text)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown strategy '" + text + "': expected one of "
                        + Arrays.stream(values()).map(FileStrategy::toString).collect(Collectors.joining(", "))));
    }

    /** Returns the written form. */
    @Override
    public String toString() {
        return written;
    }
}
