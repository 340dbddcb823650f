// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.save;

import io.goldilocks.checkpoint.MappedBytes;
import io.goldilocks.checkpoint.SafetensorsHeader;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One file of weights.
 *
 * @param file its name
 * @param tensors its tensors, in state-dict order
 * @param header its header, which fixes their places
 */
record Shard(String file, List<NewTensor> tensors, SafetensorsHeader header) {
    /** Spreads a checkpoint over as few files as the rule allows, at least one. */
    static List<Shard> of(CheckpointJob job, long maxSize) {
        List<List<NewTensor>> groups = split(job.tensors(), maxSize);
        List<Shard> shards = new ArrayList<>(groups.size());
        for (List<NewTensor> group : groups) {
            String file = FileNames.weights(job.baseName(), shards.size() + 1, groups.size());
            shards.add(new Shard(file, group,
                    SafetensorsHeader.of(group.stream().map(NewTensor::spec).toList(), job.metadata())));
        }
        return shards;
    }

    /**
     * The greedy rule of huggingface_hub: in order, each tensor into the open group, which is closed before it would pass the
     * size; what is larger by itself makes a group at once, before the open one. Source: {@code serialization/_base.py}.
     */
    static List<List<NewTensor>> split(List<NewTensor> tensors, long maxSize) {
        List<List<NewTensor>> groups = new ArrayList<>();
        List<NewTensor> open = new ArrayList<>();
        long size = 0;
        for (NewTensor tensor : tensors) {
            long bytes = tensor.spec().byteSize();
            if (bytes > maxSize) {
                groups.add(List.of(tensor));
                continue;
            }
            if (bytes > maxSize - size) {
                groups.add(open);
                open = new ArrayList<>();
                size = 0;
            }
            open.add(tensor);
            size += bytes;
        }
        if (!open.isEmpty() || groups.isEmpty()) {
            groups.add(open);
        }
        return groups;
    }

    /** The bytes of its tensors. */
    long dataSize() {
        return header.fileSize() - header.bytes().byteSize();
    }

    /** Whether a file has this one's size and header. Nothing is said of its data: a name is given to whole files only. */
    boolean isWhole(Path path) throws IOException {
        if (!Unfinished.isFile(path) || Files.size(path) != header.fileSize()) {
            return false;
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] start = in.readNBytes(Math.toIntExact(header.bytes().byteSize()));
            return MappedBytes.mismatch(header.bytes(), MemorySegment.ofArray(start)) < 0;
        }
    }
}
