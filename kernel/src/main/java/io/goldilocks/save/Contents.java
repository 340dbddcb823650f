// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.save;

import io.goldilocks.checkpoint.ShardIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files of a new checkpoint.
 *
 * @param shards its files of weights
 * @param texts its small files; if there are several files of weights, the index comes last
 * @param journal what is noted of them while they are written
 */
record Contents(List<Shard> shards, Map<String, String> texts, Journal journal) {
    static Contents of(CheckpointJob job, long maxShardSize) {
        List<Shard> shards = Shard.of(job, maxShardSize);
        Map<String, String> texts = new LinkedHashMap<>(job.texts());
        if (shards.size() > 1) {
            texts.put(FileNames.index(job.baseName()), index(shards));
        }
        return new Contents(shards, texts, Journal.of(job, shards, texts));
    }

    /** Whether a folder holds just these files. */
    boolean areIn(Path folder) throws IOException {
        for (Shard shard : shards) {
            if (!shard.isWhole(folder.resolve(shard.file()))) {
                return false;
            }
        }
        for (Map.Entry<String, String> text : texts.entrySet()) {
            Path file = folder.resolve(text.getKey());
            if (!Unfinished.isFile(file) || !Files.readString(file).equals(text.getValue())) {
                return false;
            }
        }
        return true;
    }

    private static String index(List<Shard> shards) {
        Map<String, String> files = new HashMap<>();
        long parameters = 0;
        long size = 0;
        for (Shard shard : shards) {
            for (NewTensor tensor : shard.tensors()) {
                files.put(tensor.spec().name(), shard.file());
                parameters += tensor.spec().shape().elementCount();
                size += tensor.spec().byteSize();
            }
        }
        return ShardIndex.of(parameters, size, files).toJson();
    }
}
