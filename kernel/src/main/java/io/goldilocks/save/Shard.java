// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.save;

import static java.util.Objects.requireNonNull;

import io.goldilocks.checkpoint.MappedBytes;
import io.goldilocks.checkpoint.SafetensorsFile;
import io.goldilocks.checkpoint.SafetensorsHeader;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One file of weights.
 *
 * @param file its name
 * @param tensors its tensors, in state-dict order
 * @param header its header, which fixes their places
 * @param original the file whose bytes it has, and to which it may be a link
 */
record Shard(String file, List<NewTensor> tensors, SafetensorsHeader header, Optional<Path> original) {
    /** Spreads a checkpoint over the originals, and over as few other files as the rule allows; at least one in all. */
    static List<Shard> of(CheckpointJob job, long maxSize) {
        Map<String, NewTensor> rest = LinkedHashMap.newLinkedHashMap(job.tensors().size());
        job.tensors().forEach(tensor -> rest.put(tensor.spec().name(), tensor));
        List<List<NewTensor>> groups = new ArrayList<>();
        for (SafetensorsFile original : job.originals()) {
            groups.add(original.tensors().stream().map(stored -> requireNonNull(rest.remove(stored.spec().name())))
                    .toList());
        }
        if (groups.isEmpty() || !rest.isEmpty()) {
            groups.addAll(split(List.copyOf(rest.values()), maxSize));
        }
        List<Shard> shards = new ArrayList<>(groups.size());
        for (List<NewTensor> group : groups) {
            int number = shards.size();
            String file = FileNames.weights(job.baseName(), number + 1, groups.size());
            shards.add(number < job.originals().size()
                    ? as(job.originals().get(number), file, group)
                    : new Shard(file, group,
                            SafetensorsHeader.of(group.stream().map(NewTensor::spec).toList(), job.metadata()),
                            Optional.empty()));
        }
        return shards;
    }

    private static Shard as(SafetensorsFile original, String file, List<NewTensor> tensors) {
        return new Shard(file, tensors, SafetensorsHeader.of(original), Optional.of(original.path()));
    }

    /**
     * Makes the file a hard link to its original.
     *
     * @return whether it is one; not if it has no original, or the file system cannot do it, as it cannot across its border
     */
    boolean link(Path path) {
        try {
            if (original.isPresent()) {
                // What is linked must be the file itself: in the caches of the Hugging Face libraries the path is a symbolic link.
                Files.createLink(path, original.get().toRealPath());
                return true;
            }
        } catch (IOException | UnsupportedOperationException e) {
            // Then it is written like every other file.
        }
        return false;
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
