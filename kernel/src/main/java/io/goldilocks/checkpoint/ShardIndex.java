// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.checkpoint;

import io.goldilocks.json.JsonException;
import io.goldilocks.json.JsonObject;
import io.goldilocks.json.JsonValue;
import io.goldilocks.json.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The index of a checkpoint that is spread over several files: {@code model.safetensors.index.json}. Immutable and thread-safe.
 *
 * <p>Source: {@code save_pretrained} of transformers 5 for what is written; {@code load_state_dict_from_file} and
 * {@code load_torch_model} of huggingface_hub 1.0 for what is refused, of which this reader refuses more: a name is that of a file
 * in the index's folder and nothing else.
 *
 * @param totalParameters how many parameters the model has, if that is stated; buffers among the tensors do not count
 * @param totalSize the bytes of all tensors, without the files' headers, if that is stated
 * @param weightMap the name of each tensor's file, by the tensor's name, sorted by code point
 */
public record ShardIndex(OptionalLong totalParameters, OptionalLong totalSize, SortedMap<String, String> weightMap) {
    /** The index of a model. */
    public static final String FILE = "model.safetensors.index.json";

    /** The most bytes of an index, as huggingface_hub has it. */
    public static final int MAX_BYTES = 10 << 20;

    /** How the name of every shard ends. */
    private static final String ENDING = ".safetensors";

    private static final String METADATA = "metadata";
    private static final String TOTAL_PARAMETERS = "total_parameters";
    private static final String TOTAL_SIZE = "total_size";
    private static final String WEIGHT_MAP = "weight_map";

    /**
     * Copies and sorts the map.
     *
     * @throws IllegalArgumentException if a file's name is no plain name that ends in {@code .safetensors}, on whatever system
     */
    public ShardIndex {
        SortedMap<String, String> sorted = new TreeMap<>(SafetensorsHeader.CODE_POINT_ORDER);
        sorted.putAll(weightMap);
        sorted.values().forEach(ShardIndex::requirePlainName);
        weightMap = Collections.unmodifiableSortedMap(sorted);
    }

    /**
     * Makes the index of a checkpoint that is written.
     *
     * @param totalParameters how many parameters the model has
     * @param totalSize the bytes of all tensors
     * @param weightMap the name of each tensor's file, by the tensor's name
     * @return the index
     * @throws IllegalArgumentException as the constructor does
     */
    public static ShardIndex of(long totalParameters, long totalSize, Map<String, String> weightMap) {
        return new ShardIndex(OptionalLong.of(totalParameters), OptionalLong.of(totalSize), new TreeMap<>(weightMap));
    }

    /**
     * Reads an index.
     *
     * @param file the file
     * @return the index
     * @throws MalformedCheckpointException if the file is longer than {@value #MAX_BYTES} bytes, no strict JSON, states no map of
     *     texts or totals that are no whole numbers, or names a file outside its folder or of another kind
     * @throws NoSuchFileException if there is no such file
     * @throws IOException if it cannot be read
     */
    public static ShardIndex read(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString(), null, "there is no such file");
        }
        if (!Files.isRegularFile(file)) {
            throw new MalformedCheckpointException(file, "expected a file, found a folder or a device", null);
        }
        try {
            return of(JsonObject.read(file, MAX_BYTES));
        } catch (JsonException e) {
            throw new MalformedCheckpointException(e);
        }
    }

    /**
     * Reads an index in memory.
     *
     * @param document the index
     * @return the index
     * @throws JsonException if it states no map of texts or totals that are no whole numbers, or names a file outside its folder
     *     or of another kind
     */
    public static ShardIndex of(JsonObject document) {
        JsonObject map = document.object(WEIGHT_MAP);
        SortedMap<String, String> files = new TreeMap<>(SafetensorsHeader.CODE_POINT_ORDER);
        for (String tensor : map.root().fields().keySet()) {
            String file = map.text(tensor);
            try {
                requirePlainName(file);
            } catch (IllegalArgumentException e) {
                throw map.invalid(tensor, "is malformed: " + e.getMessage());
            }
            files.put(tensor, file);
        }
        JsonObject metadata = document.optionalObject(METADATA)
                .orElse(new JsonObject(document.source(), new JsonValue.Fields(Map.of())));
        return new ShardIndex(metadata.optionalLong(TOTAL_PARAMETERS, 0, Long.MAX_VALUE),
                metadata.optionalLong(TOTAL_SIZE, 0, Long.MAX_VALUE), files);
    }

    /**
     * Returns the files of the checkpoint.
     *
     * @return their names, sorted by code point
     */
    public SortedSet<String> files() {
        SortedSet<String> files = new TreeSet<>(SafetensorsHeader.CODE_POINT_ORDER);
        files.addAll(weightMap.values());
        return files;
    }

    /**
     * Writes the index byte for byte as transformers does.
     *
     * @return one JSON object, ended by a line feed
     */
    public String toJson() {
        Map<String, JsonValue> metadata = new LinkedHashMap<>();
        totalParameters.ifPresent(total -> metadata.put(TOTAL_PARAMETERS, number(total)));
        totalSize.ifPresent(total -> metadata.put(TOTAL_SIZE, number(total)));
        Map<String, JsonValue> map = new LinkedHashMap<>();
        weightMap.forEach((tensor, file) -> map.put(tensor, new JsonValue.Text(file)));
        Map<String, JsonValue> root = new LinkedHashMap<>();
        root.put(METADATA, new JsonValue.Fields(metadata));
        root.put(WEIGHT_MAP, new JsonValue.Fields(map));
        return JsonWriter.write(new JsonValue.Fields(root)) + "\n";
    }

    private static JsonValue number(long value) {
        return new JsonValue.Num(Long.toString(value));
    }

    /** Whatever could be a path on some system is refused on all: an index travels. */
    private static void requirePlainName(String name) {
        if (name.chars().anyMatch(c -> c == '/' || c == '\\' || c == ':' || Character.isISOControl(c))
                || !SafetensorsHeader.isUnicode(name)) {
            throw new IllegalArgumentException("expected the name of a file in the same folder, found "
                    + SafetensorsParser.quote(name));
        }
        if (!name.endsWith(ENDING) || name.length() == ENDING.length()) {
            throw new IllegalArgumentException("expected a file name that ends in " + ENDING + ", found "
                    + SafetensorsParser.quote(name));
        }
    }
}
