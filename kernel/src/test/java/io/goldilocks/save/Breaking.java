// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.save;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The system's changes up to one at which the process seems to be killed: a file is half written then, and nothing changes any
 * more.
 */
final class Breaking implements FolderChanges {
    /** In place of the end of the process. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    private int left;

    /** Kills at the change after {@code steps} others. */
    Breaking(int steps) {
        left = steps;
    }

    @Override
    public void write(Path file, byte[] bytes) throws IOException {
        if (left == 0) {
            FolderChanges.super.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        }
        step();
        FolderChanges.super.write(file, bytes);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        step();
        FolderChanges.super.move(from, to);
    }

    @Override
    public void delete(Path file) throws IOException {
        step();
        FolderChanges.super.delete(file);
    }

    @Override
    public void force(Path folder) throws IOException {
        step();
        FolderChanges.super.force(folder);
    }

    private void step() {
        if (left <= 0) {
            left = -1;
            throw new Killed();
        }
        left--;
    }
}
