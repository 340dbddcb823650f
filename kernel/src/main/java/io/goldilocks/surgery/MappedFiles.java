// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import io.goldilocks.checkpoint.MappedCheckpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Files that are being changed in place, each opened once. */
final class MappedFiles implements AutoCloseable {
    private final Map<Path, MappedCheckpoint> opened = new HashMap<>();

    MappedCheckpoint get(Path path) throws IOException {
        MappedCheckpoint file = opened.get(path);
        if (file == null) {
            file = MappedCheckpoint.open(path);
            opened.put(path, file);
        }
        return file;
    }

    void force() throws IOException {
        for (MappedCheckpoint file : opened.values()) {
            file.force();
        }
    }

    @Override
    public void close() {
        opened.values().forEach(MappedCheckpoint::close);
    }
}
