// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import io.goldilocks.fill.Progress;
import io.goldilocks.json.JsonException;
import io.goldilocks.json.JsonObject;
import io.goldilocks.json.JsonValue;
import io.goldilocks.tensor.TensorSpec;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The first bytes of a tensor of an old model, known again by their hash.
 *
 * @param source the tensor's name
 * @param bytes how many, at least 0
 * @param sha256 their SHA-256 in hex
 */
public record OldBytes(String source, long bytes, String sha256) {
    /** The field of what others were calculated from. */
    static final String FIELD = "calculated_from";

    /** Hashes bytes of a model. */
    static List<OldBytes> of(BaseModel base, List<Outcome.Kept> parts, int threads, Progress progress) {
        List<MemorySegment> pieces = parts.stream().map(part -> base.data(part.source()).asSlice(0, part.bytes()))
                .toList();
        List<String> hashes = Digests.sha256(pieces, threads, progress);
        List<OldBytes> hashed = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            hashed.add(new OldBytes(parts.get(i).source(), parts.get(i).bytes(), hashes.get(i)));
        }
        return hashed;
    }

    /**
     * Refuses a model that is another than the old one.
     *
     * @throws IllegalArgumentException if bytes are missing or others; the message names the tensor
     */
    static void require(BaseModel model, List<OldBytes> expected, int threads, Progress progress) {
        for (OldBytes old : expected) {
            Optional<TensorSpec> found = model.weights().find(old.source());
            if (found.isEmpty() || found.get().byteSize() < old.bytes()) {
                throw another(model, "tensor '" + old.source() + "' " + (found.isEmpty()
                        ? "is missing"
                        : "has " + found.get().byteSize() + " bytes: expected at least " + old.bytes()));
            }
        }
        List<OldBytes> found = of(model,
                expected.stream().map(old -> new Outcome.Kept(old.source(), old.bytes())).toList(), threads, progress);
        for (int i = 0; i < found.size(); i++) {
            if (!found.get(i).equals(expected.get(i))) {
                throw another(model, "tensor '" + found.get(i).source() + "' has SHA-256 " + found.get(i).sha256()
                        + ": expected " + expected.get(i).sha256());
            }
        }
    }

    private static IllegalArgumentException another(BaseModel model, String why) {
        return new IllegalArgumentException(model.folder() + " is not the model that this was made from, its " + why
                + "; name that one as the base");
    }

    /**
     * Reads what others were calculated from.
     *
     * @throws JsonException if it is malformed
     */
    static List<OldBytes> read(JsonObject document) {
        List<OldBytes> sources = new ArrayList<>();
        document.optionalObject(FIELD).ifPresent(entries -> entries.root().fields().keySet().forEach(source -> {
            JsonObject entry = entries.object(source);
            entry.requireOnly(List.of("bytes", "sha256"));
            sources.add(new OldBytes(source, entry.optionalLong("bytes", 0, Long.MAX_VALUE)
                    .orElseThrow(() -> entry.invalid("bytes", "is missing: expected a whole number")),
                    entry.text("sha256")));
        }));
        return sources;
    }

    /** Adds to a document what others were calculated from, if there are such. */
    static void put(List<OldBytes> sources, Map<String, JsonValue> document) {
        Map<String, JsonValue> entries = new LinkedHashMap<>();
        sources.forEach(source -> {
            Map<String, JsonValue> entry = new LinkedHashMap<>();
            source.put(entry);
            entries.put(source.source(), new JsonValue.Fields(entry));
        });
        if (!entries.isEmpty()) {
            document.put(FIELD, new JsonValue.Fields(entries));
        }
    }

    /** Adds length and hash to an entry. */
    void put(Map<String, JsonValue> entry) {
        entry.put("bytes", new JsonValue.Num(Long.toString(bytes)));
        entry.put("sha256", new JsonValue.Text(sha256));
    }
}
