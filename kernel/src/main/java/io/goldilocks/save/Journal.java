// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.save;

import io.goldilocks.json.JsonException;
import io.goldilocks.json.JsonObject;
import io.goldilocks.json.JsonValue;
import io.goldilocks.json.JsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the hidden folder says of the checkpoint that is prepared in it: enough to know it again and to put it in its place.
 *
 * @param baseName what the files of weights are called
 * @param sha256 a hash of all that decides the bytes
 * @param weights the names of the files of weights
 * @param texts the names of the small files, in the order in which they appear; the last is the one that others are found by
 * @param retired the names of small files that go with a checkpoint that is replaced
 */
record Journal(String baseName, String sha256, List<String> weights, List<String> texts, Set<String> retired) {
    private static final String FORMAT = "1";

    Journal {
        weights = List.copyOf(weights);
        texts = List.copyOf(texts);
        retired = Set.copyOf(retired);
    }

    /** Of a checkpoint whose small files are the texts. */
    static Journal of(CheckpointJob job, List<Shard> shards, Map<String, String> texts) {
        Set<String> retired = new HashSet<>(job.retired());
        retired.add(FileNames.index(job.baseName()));
        retired.removeAll(texts.keySet());
        List<String> weights = new ArrayList<>();
        for (Shard shard : shards) {
            weights.add(shard.file());
        }
        return new Journal(job.baseName(), hash(shards, texts), weights, List.copyOf(texts.keySet()), retired);
    }

    /**
     * Reads what {@link #toJson} has written, or a stranger has.
     *
     * @throws JsonException if it is malformed, or a name leads out of the folder
     */
    static Journal read(Path file) throws IOException {
        JsonObject document = JsonObject.read(file);
        document.requireOnly(List.of("format", "base_name", "sha256", "weights", "texts", "retired"));
        if (!document.text("format").equals(FORMAT)) {
            throw document.invalid("format", "is unknown: expected " + FORMAT + ", so finish with the version of"
                    + " Goldilocks that began");
        }
        Journal journal = new Journal(document.text("base_name"), document.text("sha256"), document.texts("weights"),
                document.texts("texts"), new HashSet<>(document.texts("retired")));
        try {
            FileNames.requirePlain(journal.baseName);
            journal.weights.forEach(FileNames::requirePlain);
            journal.texts.forEach(FileNames::requirePlain);
            journal.retired.forEach(FileNames::requirePlain);
        } catch (IllegalArgumentException e) {
            throw new JsonException(file + ": " + e.getMessage());
        }
        return journal;
    }

    byte[] toJson() {
        Map<String, JsonValue> fields = new LinkedHashMap<>();
        fields.put("format", new JsonValue.Text(FORMAT));
        fields.put("base_name", new JsonValue.Text(baseName));
        fields.put("sha256", new JsonValue.Text(sha256));
        fields.put("weights", texts(weights));
        fields.put("texts", texts(texts));
        fields.put("retired", texts(new TreeSet<>(retired)));
        return (JsonWriter.write(new JsonValue.Fields(fields)) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static JsonValue texts(Collection<String> names) {
        List<JsonValue> texts = new ArrayList<>();
        for (String name : names) {
            texts.add(new JsonValue.Text(name));
        }
        return new JsonValue.Items(texts);
    }

    /** SHA-256 in hex of each file's name, a line feed, and the file: of weights the header, which names their provenance. */
    private static String hash(List<Shard> shards, Map<String, String> texts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Shard shard : shards) {
                digest.update((shard.file() + "\n").getBytes(StandardCharsets.UTF_8));
                digest.update(shard.header().bytes().asByteBuffer());
            }
            for (Map.Entry<String, String> text : texts.entrySet()) {
                digest.update((text.getKey() + "\n" + text.getValue()).getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
