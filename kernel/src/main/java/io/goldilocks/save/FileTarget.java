// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.save;

import io.goldilocks.fill.FillTask;
import io.goldilocks.memory.AtomicFile;
import io.goldilocks.memory.DirectFile;
import io.goldilocks.memory.MappedFile;
import io.goldilocks.memory.WrittenFile;

/** Lets the engine fill a new file. */
public final class FileTarget {
    private FileTarget() {}

    /**
     * Makes a target of a file, in which offsets are counted from its first byte.
     *
     * @param file an open file
     * @return where its bytes go: in place if it is mapped, else by writes
     */
    public static FillTask.Target of(AtomicFile file) {
        return switch (file) {
            case WrittenFile written -> new FillTask.Streamed(written::write);
            case DirectFile direct -> new FillTask.Streamed(direct::write);
            case MappedFile mapped -> new FillTask.Lent(mapped::lend, mapped::settle);
        };
    }
}
