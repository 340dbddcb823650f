// SPDX-License-Identifier: Apache-2.0
package io.goldilocks;

import io.goldilocks.memory.AtomicFile;
import io.goldilocks.memory.FileStrategy;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Small new files that are written at once and appear only with the commit, one after the other. */
final class TextFiles implements Closeable {
    private final List<AtomicFile> files = new ArrayList<>();

    private TextFiles() {}

    static TextFiles create(Map<Path, String> texts, boolean overwrite) throws IOException {
        TextFiles created = new TextFiles();
        try {
            for (Map.Entry<Path, String> text : texts.entrySet()) {
                created.add(text.getKey(), text.getValue(), overwrite);
            }
        } catch (IOException e) {
            created.close();
            throw e;
        }
        return created;
    }

    private void add(Path target, String text, boolean overwrite) throws IOException {
        MemorySegment bytes = MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
        AtomicFile file = AtomicFile.create(target, bytes.byteSize(), FileStrategy.WRITTEN, overwrite);
        files.add(file);
        file.write(0, bytes);
    }

    void commit() throws IOException {
        for (AtomicFile file : files) {
            file.commit();
        }
    }

    @Override
    public void close() throws IOException {
        for (AtomicFile file : files) {
            file.close();
        }
    }
}
