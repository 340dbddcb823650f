// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.checkpoint;

import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.TensorSpec;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;

/** Reads the JSON of a safetensors header token by token, and checks that the tensors cover the data without a gap. */
final class SafetensorsParser {
    /**
     * What a header says.
     *
     * @param metadata the metadata, in the file's order
     * @param tensors the tensors, in the order of their places
     */
    record Contents(Map<String, String> metadata, List<StoredTensor> tensors) {}

    private record Entry(TensorSpec spec, long begin, long end) {}

    // Strings may be as long as the header, which is bounded. Names are kept once, so that sharing them gains nothing.
    private static final JsonFactory JSON = JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build()).build();

    private static final int LONGEST_QUOTE = 100;
    private static final int LONGEST_MESSAGE = 300;

    private final Path file;
    private final JsonParser json;

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
        Map<String, String> metadata = Map.of();
        List<Entry> entries = new ArrayList<>();
        json.nextToken();
        require(JsonToken.START_OBJECT, "the header", "a JSON object");
        for (String key = json.nextName(); key != null; key = json.nextName()) {
            if (key.equals(SafetensorsHeader.METADATA)) {
                metadata = parseMetadata();
            } else {
                entries.add(parseTensor(key));
            }
        }
        if (json.nextToken() != null) {
            throw malformed("expected nothing but white space after the header's JSON, found " + found());
        }
        return new Contents(metadata, place(entries, dataOffset, fileSize));
    }

    private Map<String, String> parseMetadata() throws MalformedCheckpointException {
        json.nextToken();
        require(JsonToken.START_OBJECT, SafetensorsHeader.METADATA, "an object");
        Map<String, String> metadata = new LinkedHashMap<>();
        for (String key = json.nextName(); key != null; key = json.nextName()) {
            json.nextToken();
            String what = SafetensorsHeader.METADATA + " " + quote(key);
            require(JsonToken.VALUE_STRING, what, "a string");
            requireUnicode(key, what);
            metadata.put(key, requireUnicode(json.getString(), what));
        }
        return Collections.unmodifiableMap(metadata);
    }

    private Entry parseTensor(String name) throws MalformedCheckpointException {
        String what = "tensor " + quote(name);
        requireUnicode(name, what);
        json.nextToken();
        require(JsonToken.START_OBJECT, what, "an object");
        DType dtype = null;
        List<Long> shape = null;
        List<Long> offsets = null;
        for (String field = json.nextName(); field != null; field = json.nextName()) {
            switch (field) {
                case "dtype" -> dtype = parseDType(what);
                case "shape" -> shape = parseIntegers(what, field, Shape.MAX_RANK);
                case "data_offsets" -> offsets = parseIntegers(what, field, 2);
                default -> throw malformed(
                        what + ": expected dtype, shape and data_offsets, found the field " + quote(field));
            }
        }
        dtype = requirePresent(dtype, what, "dtype");
        shape = requirePresent(shape, what, "shape");
        offsets = requirePresent(offsets, what, "data_offsets");
        if (offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
            throw malformed(what + ": expected data_offsets [begin, end] with begin <= end, found " + offsets);
        }
        try {
            return new Entry(new TensorSpec(name, new Shape(shape), dtype), offsets.get(0), offsets.get(1));
        } catch (IllegalArgumentException e) {
            throw new MalformedCheckpointException(file, what + ": " + e.getMessage(), e);
        }
    }

    private DType parseDType(String what) throws MalformedCheckpointException {
        json.nextToken();
        require(JsonToken.VALUE_STRING, what + " dtype", "a string");
        String name = json.getString();
        return Stream.of(DType.values()).filter(dtype -> dtype.name().equals(name)).findAny()
                .orElseThrow(() -> malformed(what + ": expected a dtype of safetensors, found " + quote(name)));
    }

    private List<Long> parseIntegers(String what, String field, int most) throws MalformedCheckpointException {
        json.nextToken();
        require(JsonToken.START_ARRAY, what + " " + field, "an array");
        List<Long> integers = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (integers.size() == most) {
                throw malformed(what + " " + field + ": expected at most " + most + " integers, found more");
            }
            integers.add(parseInteger(what + " " + field));
        }
        return integers;
    }

    private long parseInteger(String what) throws MalformedCheckpointException {
        if (json.currentToken() == JsonToken.VALUE_NUMBER_INT && !json.getString().startsWith("-")) {
            try {
                return Long.parseLong(json.getString());
            } catch (NumberFormatException e) {
                throw new MalformedCheckpointException(file,
                        what + ": expected integers below 2^63, found " + found(), e);
            }
        }
        throw malformed(what + ": expected integers of at least 0, found " + found());
    }

    private List<StoredTensor> place(List<Entry> entries, long dataOffset, long fileSize)
            throws MalformedCheckpointException {
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        List<StoredTensor> tensors = new ArrayList<>(entries.size());
        long covered = 0;
        for (Entry entry : entries) {
            TensorSpec spec = entry.spec();
            String what = "tensor " + quote(spec.name());
            if (entry.begin() != covered) {
                throw malformed(what + ": expected to begin at byte " + covered + " of the data, found "
                        + entry.begin() + "; tensors may neither overlap nor leave a gap");
            }
            if (entry.end() - entry.begin() != spec.byteSize()) {
                throw malformed(what + ": expected " + spec.byteSize() + " bytes for shape " + spec.shape()
                        + " and type " + spec.dtype() + ", found data_offsets [" + entry.begin() + ", "
                        + entry.end() + "]");
            }
            tensors.add(new StoredTensor(spec, dataOffset + covered));
            covered = entry.end();
        }
        if (covered != fileSize - dataOffset) {
            throw malformed(
                    "expected " + covered + " bytes of data after the header, found " + (fileSize - dataOffset));
        }
        return List.copyOf(tensors);
    }

    private void require(JsonToken expected, String what, String description) throws MalformedCheckpointException {
        if (json.currentToken() != expected) {
            throw malformed(what + ": expected " + description + ", found " + found());
        }
    }

    private <T> T requirePresent(@Nullable T value, String what, String field) throws MalformedCheckpointException {
        if (value == null) {
            throw malformed(what + ": expected the field " + field + ", found none");
        }
        return value;
    }

    // JSON can spell half a surrogate pair, which no UTF-8 can hold.
    private String requireUnicode(String text, String what) throws MalformedCheckpointException {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw malformed(what + ": expected Unicode text, found a surrogate that is alone");
        }
        return text;
    }

    private String found() {
        return json.currentToken() == null ? "nothing" : quote(json.getString());
    }

    private static String quote(String text) {
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
