// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.checkpoint;

import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Opens the files that an index names, and checks that they hold what it says and nothing besides. */
final class Shards {
    /** The most bytes that the headers of all files may have, as for one file. */
    private static final long MAX_HEADERS = SafetensorsFile.MAX_HEADER;

    private final Path indexFile;
    private final ShardIndex index;
    private final List<SafetensorsFile> files = new ArrayList<>();

    private Shards(Path indexFile, ShardIndex index) {
        this.indexFile = indexFile;
        this.index = index;
    }

    /** Opens all files, or none. */
    static List<SafetensorsFile> open(Path indexFile, ShardIndex index) throws IOException {
        Shards shards = new Shards(indexFile, index);
        try {
            shards.open();
        } catch (IOException | RuntimeException e) {
            shards.files.forEach(SafetensorsFile::close);
            throw e;
        }
        return shards.files;
    }

    private void open() throws IOException {
        long headers = 0;
        for (String name : index.files()) {
            SafetensorsFile file = open(name);
            files.add(file);
            headers += file.dataOffset();
            if (headers > MAX_HEADERS) {
                throw malformed("expected headers of at most " + MAX_HEADERS + " bytes in all files, found more");
            }
            requireListed(name, file);
        }
        requireAll();
        requireTotals();
    }

    private SafetensorsFile open(String name) throws IOException {
        Path file;
        try {
            file = indexFile.resolveSibling(name);
        } catch (InvalidPathException e) {
            throw new MalformedCheckpointException(indexFile,
                    "expected a file name of this system, found " + SafetensorsParser.quote(name), e);
        }
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString(), null,
                    "this shard is missing: " + indexFile.getFileName() + " names it");
        }
        return SafetensorsFile.open(file);
    }

    private void requireListed(String name, SafetensorsFile file) throws MalformedCheckpointException {
        for (StoredTensor tensor : file.tensors()) {
            String expected = index.weightMap().get(tensor.spec().name());
            if (!name.equals(expected)) {
                throw malformed("tensor " + SafetensorsParser.quote(tensor.spec().name()) + ": expected "
                        + (expected == null ? "in no file" : "in " + expected + " alone") + ", found in " + name);
            }
        }
    }

    private void requireAll() throws MalformedCheckpointException {
        Set<String> found = new HashSet<>();
        files.forEach(file -> file.tensors().forEach(tensor -> found.add(tensor.spec().name())));
        for (Map.Entry<String, String> entry : index.weightMap().entrySet()) {
            if (!found.contains(entry.getKey())) {
                throw malformed("tensor " + SafetensorsParser.quote(entry.getKey()) + ": expected in "
                        + entry.getValue() + ", which does not hold it");
            }
        }
    }

    private void requireTotals() throws MalformedCheckpointException {
        long size = 0;
        long most = 0;
        for (SafetensorsFile file : files) {
            for (StoredTensor tensor : file.tensors()) {
                TensorSpec spec = tensor.spec();
                size += spec.byteSize();
                // Quantised weights are counted apart and stored several to an integer.
                most += spec.dtype().isFillable() ? spec.shape().elementCount() : 2 * spec.byteSize();
            }
        }
        if (index.totalSize().orElse(size) != size) {
            throw malformed("expected the total_size " + size + ", the bytes of all tensors, found "
                    + index.totalSize().getAsLong());
        }
        // Buffers are tensors and no parameters, so that fewer are right.
        if (index.totalParameters().orElse(0) > most) {
            throw malformed("expected total_parameters of at most " + most + ", the elements of all tensors, found "
                    + index.totalParameters().getAsLong());
        }
    }

    private MalformedCheckpointException malformed(String message) {
        return new MalformedCheckpointException(indexFile, message, null);
    }
}
