// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.save;

import io.goldilocks.checkpoint.SafetensorsFile;
import io.goldilocks.checkpoint.StoredTensor;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.tensor.TensorSpec;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A checkpoint to be written. Together with the tensors' names, shapes and types, the metadata and texts must state all that
 * decides its bytes, as a provenance does: by them a checkpoint that was left unfinished is known again.
 *
 * @param baseName what the files of weights are called: {@code model} for {@code model.safetensors} and
 *     {@code model-00001-of-00002.safetensors}
 * @param tensors the tensors in state-dict order, each name once
 * @param metadata text under keys for the header of every file of weights
 * @param texts the small files beside the weights, by name; the last is the one without which nobody loads the others
 * @param retired the names of small files that such a checkpoint may have and this one has not: those of one that is
 *     replaced go with it
 * @param originals files of another checkpoint that are part of this one as they stand, all of whose tensors are among
 *     {@code tensors}, copied whole; they become hard links where the file system lets them
 */
public record CheckpointJob(String baseName, List<NewTensor> tensors, Map<String, String> metadata,
        Map<String, String> texts, Set<String> retired, List<SafetensorsFile> originals) {
    /**
     * Copies the collections and checks names, streams and originals.
     *
     * @throws IllegalArgumentException if two tensors have the same name or would get the same random words, a name is not
     *     that of a file in the folder itself, or an original holds a tensor that is not copied whole
     */
    public CheckpointJob {
        tensors = List.copyOf(tensors);
        metadata = Map.copyOf(metadata);
        texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
        retired = Set.copyOf(retired);
        FileNames.requirePlain(baseName);
        texts.keySet().forEach(FileNames::requirePlain);
        retired.forEach(FileNames::requirePlain);
        requireDistinct(tensors);
        originals = List.copyOf(originals);
        requireCopied(tensors, originals);
    }

    /**
     * Makes a job all of whose files are written.
     *
     * @param baseName what the files of weights are called
     * @param tensors the tensors in state-dict order, each name once
     * @param metadata text under keys for the header of every file of weights
     * @param texts the small files beside the weights, by name
     * @param retired the names of small files that go with a checkpoint that is replaced
     * @throws IllegalArgumentException as the other constructor does
     */
    public CheckpointJob(String baseName, List<NewTensor> tensors, Map<String, String> metadata,
            Map<String, String> texts, Set<String> retired) {
        this(baseName, tensors, metadata, texts, retired, List.of());
    }

    private static void requireCopied(List<NewTensor> tensors, List<SafetensorsFile> originals) {
        Map<TensorSpec, NewTensor> bySpec = HashMap.newHashMap(tensors.size());
        tensors.forEach(tensor -> bySpec.put(tensor.spec(), tensor));
        for (SafetensorsFile original : originals) {
            for (StoredTensor stored : original.tensors()) {
                NewTensor tensor = bySpec.get(stored.spec());
                if (tensor == null || tensor.sources().size() != 1
                        || !(tensor.sources().getFirst() instanceof Source.Copy)) {
                    throw new IllegalArgumentException(original.path() + " is no part of the checkpoint: its tensor '"
                            + stored.spec().name() + "' is not copied whole");
                }
            }
        }
    }

    private static void requireDistinct(List<NewTensor> tensors) {
        Set<String> names = HashSet.newHashSet(tensors.size());
        Map<TensorStream, String> streams = HashMap.newHashMap(tensors.size());
        for (NewTensor tensor : tensors) {
            String name = tensor.spec().name();
            if (!names.add(name)) {
                throw new IllegalArgumentException(
                        "the checkpoint has two tensors named '" + name + "': expected each name once");
            }
            for (Source source : tensor.sources()) {
                if (source instanceof Source.Fill fill) {
                    requireOwn(streams, fill.stream(), name);
                }
            }
        }
    }

    private static void requireOwn(Map<TensorStream, String> streams, TensorStream stream, String name) {
        String other = streams.putIfAbsent(stream, name);
        if (other != null && !other.equals(name)) {
            throw new IllegalArgumentException("tensors '" + other + "' and '" + name
                    + "' have the same 64-bit id and would get the same random words: rename one");
        }
    }
}
