// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.save;

import io.goldilocks.json.JsonValue;
import io.goldilocks.json.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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

    /** As transformers writes it: sorted keys, two blanks a level, a line feed at the end. */
    private static String index(List<Shard> shards) {
        Map<String, JsonValue> files = new TreeMap<>();
        long parameters = 0;
        long size = 0;
        for (Shard shard : shards) {
            for (NewTensor tensor : shard.tensors()) {
                files.put(tensor.spec().name(), new JsonValue.Text(shard.file()));
                parameters += tensor.spec().shape().elementCount();
                size += tensor.spec().byteSize();
            }
        }
        Map<String, JsonValue> metadata = new LinkedHashMap<>();
        metadata.put("total_parameters", new JsonValue.Num(Long.toString(parameters)));
        metadata.put("total_size", new JsonValue.Num(Long.toString(size)));
        Map<String, JsonValue> root = new LinkedHashMap<>();
        root.put("metadata", new JsonValue.Fields(metadata));
        root.put("weight_map", new JsonValue.Fields(files));
        return JsonWriter.write(new JsonValue.Fields(root)) + "\n";
    }
}
