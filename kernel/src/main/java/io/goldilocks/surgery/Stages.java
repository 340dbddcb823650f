// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import io.goldilocks.fill.Progress;

/** Work of several stages, of which one progress hears as of a whole. */
public final class Stages {
    private Stages() {}

    /**
     * Makes the progress of a stage.
     *
     * @param progress hears of the whole
     * @param before the bytes of the stages before it
     * @param after the bytes of those after it
     * @return hears of the stage alone
     */
    public static Progress within(Progress progress, long before, long after) {
        return (done, total) -> progress.report(before + done, before + total + after);
    }
}
