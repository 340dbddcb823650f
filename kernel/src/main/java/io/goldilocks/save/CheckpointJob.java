// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.save;

import io.goldilocks.rng.TensorStream;
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
 */
public record CheckpointJob(String baseName, List<NewTensor> tensors, Map<String, String> metadata,
        Map<String, String> texts, Set<String> retired) {
    /**
     * Copies the collections and checks names and streams.
     *
     * @throws IllegalArgumentException if two tensors have the same name or would get the same random words, or a name is not
     *     that of a file in the folder itself
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
