// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.fill;

/** Hears how far a fill has come. Called only by the thread that called for the fill, now and then and once at the end. */
@FunctionalInterface
public interface Progress {
    /** Hears nothing. */
    Progress NONE = (done, total) -> {};

    /**
     * Hears the state.
     *
     * @param doneBytes the bytes finished so far, never fewer than at the call before
     * @param totalBytes the bytes of all tasks
     */
    void report(long doneBytes, long totalBytes);
}
