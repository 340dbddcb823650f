// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.memory;

/** How the bytes of a new file reach the disk. */
public enum FileStrategy {
    /** By positional writes: works on every file system, and a full disk is an exception. The default. */
    WRITTEN,
    /**
     * By filling a shared mapping in place: no second buffer. It needs Linux, native access and a file system that can
     * reserve space, because a full disk under a mapping would kill the process.
     */
    MAPPED
}
