// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.memory;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How the bytes of a new file reach the disk. */
public enum FileStrategy {
    /** The one of the others that was fastest, see {@link #chosen}. The default. */
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

    /**
     * Returns what {@link #AUTO} comes to: {@link #WRITTEN}, everywhere.
     *
     * <p>Measured, f32 normals with the force at the end, two threads, JDK 25, a virtual machine of two cores, medians, in turns.
     * 1 GiB on ext4 on a virtual disk that is busy: {@code write} 1378 ms, {@code direct} 1288; {@code dd} of a file in memory by
     * 1 MiB 1240, {@code cp} 1427. On tmpfs: {@code write} 257; {@code dd} 337, {@code cp} 303, and one thread that writes the same
     * MiB again and again 211, two threads 234: they take turns at the file's lock. 512 MiB: on ext4 {@code mmap} took 1249 to 1509
     * where {@code write} took 441 to 758; on tmpfs {@code direct} took 152 to 269, {@code mmap} 805 to 868, where to bring in a
     * small page costs more than to fill it, and {@code write} 172 to 214.
     *
     * @return this strategy, or the one that {@link #AUTO} stands for
     */
    public FileStrategy chosen() {
        return this == AUTO ? WRITTEN : this;
    }

    /** Returns the written form. */
    @Override
    public String toString() {
        return written;
    }
}
