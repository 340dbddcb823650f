// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.checkpoint;

import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.TensorSpec;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the JSON of a safetensors header token by token, and checks that the tensors cover the data without a gap. A header can
 * hold millions of tensors, so that nothing is made for a tensor that is not kept, and no message before it is needed.
 */
final class SafetensorsParser {
    /**
     * What a header says.
     *
     * @param metadata the metadata, in the file's order
     * @param tensors the tensors, in the order of their places
     */
    record Contents(Map<String, String> metadata, List<StoredTensor> tensors) {}

    private record Entry(TensorSpec spec, long begin, long end) {}

    /** The most entries of the metadata: each takes ten times its bytes in memory. */
    static final int MAX_METADATA = 1 << 20;

    // Strings may be as long as the header, which is bounded. Names are kept once, so that sharing them gains nothing.
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build()).build();

    private static final Map<String, DType> DTYPES = Stream.of(DType.values())
            .collect(Collectors.toUnmodifiableMap(DType::name, Function.identity()));

    private static final int LONGEST_QUOTE = 100;
    private static final int LONGEST_MESSAGE = 300;

    private final Path file;
    private final JsonParser json;
    private final long[] integers = new long[Shape.MAX_RANK];

    private SafetensorsParser(Path file, JsonParser json) {
        this.file = file;
        this.json = json;
    }

    static Contents parse(Path file, Reader header, long dataOffset, long fileSize)
            throws MalformedCheckpointException {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), header)) {
            return new SafetensorsParser(file, json).parse(dataOffset, fileSize);
        } catch (JacksonException e) {
            throw new MalformedCheckpointException(file, describe(e), e);
        }
    }

    private static String describe(JacksonException e) {
        if (e.getCause() instanceof CharacterCodingException) {
            return "expected a header in UTF-8, found malformed bytes";
        }
        String problem = e instanceof UnexpectedEndOfInputException ? "it ends too early" : e.getOriginalMessage();
        String place = e.getLocation() == null ? "" : " at character " + e.getLocation().getCharOffset();
        return "expected a header in JSON: " + printable(problem, LONGEST_MESSAGE) + place;
    }

    private Contents parse(long dataOffset, long fileSize) throws MalformedCheckpointException {
        Map<String, String> metadata = null;
        List<Entry> entries = new ArrayList<>();
        Set<String> names = new HashSet<>();
        json.nextToken();
        require(JsonToken.START_OBJECT, "the header", null, "a JSON object");
        for (String key = json.nextName(); key != null; key = json.nextName()) {
            if (key.equals(SafetensorsHeader.METADATA)) {
                requireOnce(metadata == null, key, null, "it");
                metadata = parseMetadata();
            } else {
                requireOnce(names.add(key), "tensor", key, "each name");
                entries.add(parseTensor(key));
            }
        }
        if (json.nextToken() != null) {
            throw malformed("expected nothing but white space after the header's JSON, found " + found());
        }
        return new Contents(metadata == null ? Map.of() : metadata, place(entries, dataOffset, fileSize));
    }

    private Map<String, String> parseMetadata() throws MalformedCheckpointException {
        String what = SafetensorsHeader.METADATA;
        json.nextToken();
        require(JsonToken.START_OBJECT, what, null, "an object");
        Map<String, String> metadata = new LinkedHashMap<>();
        for (String key = json.nextName(); key != null; key = json.nextName()) {
            json.nextToken();
            require(JsonToken.VALUE_STRING, what, key, "a string");
            requireUnicode(key, what, key);
            requireOnce(metadata.put(key, requireUnicode(json.getString(), what, key)) == null, what, key, "each key");
            if (metadata.size() > MAX_METADATA) {
                throw malformed(what + ": expected at most " + MAX_METADATA + " keys, found more");
            }
        }
        return Collections.unmodifiableMap(metadata);
    }

    private Entry parseTensor(String name) throws MalformedCheckpointException {
        requireUnicode(name, "tensor", name);
        json.nextToken();
        require(JsonToken.START_OBJECT, "tensor", name, "an object");
        DType dtype = null;
        Shape shape = null;
        long[] offsets = null;
        for (String field = json.nextName(); field != null; field = json.nextName()) {
            switch (field) {
                case "dtype" -> {
                    requireFirst(dtype, name, field);
                    dtype = parseDType(name);
                }
                case "shape" -> {
                    requireFirst(shape, name, field);
                    shape = parseShape(name, field);
                }
                case "data_offsets" -> {
                    requireFirst(offsets, name, field);
                    offsets = Arrays.copyOf(integers, parseIntegers(name, field, 2));
                }
                default -> throw malformed(called("tensor", name)
                        + ": expected dtype, shape and data_offsets, found the field " + quote(field));
            }
        }
        dtype = requirePresent(dtype, name, "dtype");
        shape = requirePresent(shape, name, "shape");
        offsets = requirePresent(offsets, name, "data_offsets");
        if (offsets.length != 2 || offsets[0] > offsets[1]) {
            throw malformed(called("tensor", name) + ": expected data_offsets [begin, end] with begin <= end, found "
                    + Arrays.toString(offsets));
        }
        try {
            return new Entry(new TensorSpec(name, shape, dtype), offsets[0], offsets[1]);
        } catch (IllegalArgumentException e) {
            throw new MalformedCheckpointException(file, called("tensor", name) + ": " + e.getMessage(), e);
        }
    }

    private DType parseDType(String tensor) throws MalformedCheckpointException {
        json.nextToken();
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw malformed(called("tensor", tensor) + " dtype: expected a string, found " + found());
        }
        String name = json.getString();
        DType dtype = DTYPES.get(name);
        if (dtype == null) {
            throw malformed(called("tensor", tensor) + ": expected a dtype of safetensors, found " + quote(name));
        }
        return dtype;
    }

    private Shape parseShape(String tensor, String field) throws MalformedCheckpointException {
        int rank = parseIntegers(tensor, field, Shape.MAX_RANK);
        try {
            return Shape.of(Arrays.copyOf(integers, rank));
        } catch (IllegalArgumentException e) {
            throw new MalformedCheckpointException(file, called("tensor", tensor) + ": " + e.getMessage(), e);
        }
    }

    /** Reads a list into {@link #integers} and returns how many there are. */
    private int parseIntegers(String tensor, String field, int most) throws MalformedCheckpointException {
        json.nextToken();
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw malformed(called("tensor", tensor) + " " + field + ": expected an array, found " + found());
        }
        int count = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (count == most) {
                throw malformed(called("tensor", tensor) + " " + field + ": expected at most " + most
                        + " integers, found more");
            }
            integers[count] = parseInteger(tensor, field);
            count++;
        }
        return count;
    }

    private long parseInteger(String tensor, String field) throws MalformedCheckpointException {
        if (json.currentToken() == JsonToken.VALUE_NUMBER_INT
                && json.getStringCharacters()[json.getStringOffset()] != '-') {
            return switch (json.getNumberType()) {
                case INT, LONG -> json.getLongValue();
                default -> throw malformed(called("tensor", tensor) + " " + field
                        + ": expected integers below 2^63, found " + found());
            };
        }
        throw malformed(called("tensor", tensor) + " " + field + ": expected integers of at least 0, found " + found());
    }

    private List<StoredTensor> place(List<Entry> entries, long dataOffset, long fileSize)
            throws MalformedCheckpointException {
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        StoredTensor[] tensors = new StoredTensor[entries.size()];
        long covered = 0;
        for (int i = 0; i < tensors.length; i++) {
            Entry entry = entries.get(i);
            TensorSpec spec = entry.spec();
            if (entry.begin() != covered) {
                throw malformed(called("tensor", spec.name()) + ": expected to begin at byte " + covered
                        + " of the data, found " + entry.begin() + "; tensors may neither overlap nor leave a gap");
            }
            if (entry.end() - entry.begin() != spec.byteSize()) {
                throw malformed(called("tensor", spec.name()) + ": expected " + spec.byteSize() + " bytes for shape "
                        + spec.shape() + " and type " + spec.dtype() + ", found data_offsets [" + entry.begin() + ", "
                        + entry.end() + "]");
            }
            tensors[i] = new StoredTensor(spec, dataOffset + covered);
            covered = entry.end();
        }
        if (covered != fileSize - dataOffset) {
            throw malformed(
                    "expected " + covered + " bytes of data after the header, found " + (fileSize - dataOffset));
        }
        return List.of(tensors);
    }

    private void require(JsonToken expected, String kind, @Nullable String name, String description)
            throws MalformedCheckpointException {
        if (json.currentToken() != expected) {
            throw malformed(called(kind, name) + ": expected " + description + ", found " + found());
        }
    }

    private void requireOnce(boolean once, String kind, @Nullable String name, String what)
            throws MalformedCheckpointException {
        if (!once) {
            throw malformed(called(kind, name) + ": expected " + what + " once, found it twice");
        }
    }

    private void requireFirst(@Nullable Object earlier, String tensor, String field)
            throws MalformedCheckpointException {
        requireOnce(earlier == null, "tensor", tensor, "the field " + field);
    }

    private <T> T requirePresent(@Nullable T value, String tensor, String field) throws MalformedCheckpointException {
        if (value == null) {
            throw malformed(called("tensor", tensor) + ": expected the field " + field + ", found none");
        }
        return value;
    }

    // JSON can spell half a surrogate pair, which no UTF-8 can hold.
    private String requireUnicode(String text, String kind, String name) throws MalformedCheckpointException {
        if (!SafetensorsHeader.isUnicode(text)) {
            throw malformed(called(kind, name) + ": expected Unicode text, found a surrogate that is alone");
        }
        return text;
    }

    private String found() {
        return json.currentToken() == null ? "nothing" : quote(json.getString());
    }

    private static String called(String kind, @Nullable String name) {
        return name == null ? kind : kind + " " + quote(name);
    }

    static String quote(String text) {
        return "'" + printable(text, LONGEST_QUOTE) + "'";
    }

    // A stranger's text is neither repeated at any length nor allowed to control a terminal.
    private static String printable(String text, int longest) {
        String start = text.length() <= longest ? text : text.substring(0, longest) + "...";
        return start.replaceAll("\\p{C}", "?");
    }

    private MalformedCheckpointException malformed(String message) {
        return new MalformedCheckpointException(file, message, null);
    }
}
