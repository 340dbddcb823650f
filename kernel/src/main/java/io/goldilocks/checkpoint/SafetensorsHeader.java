// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.checkpoint;

import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.TensorSpec;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/**
 * The header of a new safetensors file: 8 bytes with the length N, little-endian, then N bytes of JSON.
 *
 * <p>Order and JSON are those of the reference writer: dtypes by falling alignment, within them names by code point. Only the
 * padding differs: spaces up to a whole page, so that the tensors begin on one and the file can be mapped and written in whole
 * pages. The format allows that.
 *
 * <p>Source: the README and {@code tensor.rs} of safetensors 0.8; the limit is huggingface_hub's for reading.
 */
public final class SafetensorsHeader implements CheckpointHeader {
    /** The key that holds the metadata and names no tensor. */
    static final String METADATA = "__metadata__";

    /** The bytes that hold the header's length. */
    static final int LENGTH_BYTES = 8;

    /** How the length is held. */
    static final ValueLayout.OfLong LENGTH = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int PAGE = 4096;
    private static final int MAX_LENGTH = 25_000_000;

    // UTF-8 sorts as code points do; Java's own order of UTF-16 does not.
    static final Comparator<String> CODE_POINT_ORDER = (a, b) -> Arrays
            .compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

    private static final Comparator<TensorSpec> FILE_ORDER = Comparator.comparing(TensorSpec::dtype, DType::compareTo)
            .reversed().thenComparing(TensorSpec::name, CODE_POINT_ORDER);

    // The reference writes control characters in lower case and escapes neither slashes nor anything beyond ASCII.
    private static final JsonFactory JSON = JsonFactory.builder().disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
            .disable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES).disable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8).build();

    private final MemorySegment bytes;
    private final List<StoredTensor> tensors;
    private final long fileSize;

    private SafetensorsHeader(MemorySegment bytes, List<StoredTensor> tensors, long fileSize) {
        this.bytes = bytes;
        this.tensors = tensors;
        this.fileSize = fileSize;
    }

    /**
     * Lays out a file.
     *
     * @param specs the tensors, in any order
     * @param metadata free text under keys, for example {@code format: pt}; left out of the file if empty
     * @return the header
     * @throws IllegalArgumentException if a name occurs twice, is {@code __metadata__} or is no valid Unicode, if the header
     *     would be longer than 25,000,000 bytes, or the file larger than 2^63 − 1
     */
    public static SafetensorsHeader of(List<TensorSpec> specs, Map<String, String> metadata) {
        return of(specs, metadata, PAGE);
    }

    /**
     * Takes the header of an existing file as it stands.
     *
     * @param file the open file, which the header ends with
     * @return the header
     */
    public static SafetensorsHeader of(SafetensorsFile file) {
        long end = file.header().byteSize();
        for (StoredTensor tensor : file.tensors()) {
            end += tensor.spec().byteSize();
        }
        return new SafetensorsHeader(file.header(), file.tensors(), end);
    }

    static SafetensorsHeader of(List<TensorSpec> specs, Map<String, String> metadata, int alignment) {
        requireValid(specs, metadata);
        List<TensorSpec> sorted = specs.stream().sorted(FILE_ORDER).toList();
        long[] begins = begins(sorted);
        byte[] bytes = encode(sorted, begins, metadata, alignment);
        List<StoredTensor> tensors = new ArrayList<>(sorted.size());
        for (int i = 0; i < sorted.size(); i++) {
            tensors.add(new StoredTensor(sorted.get(i), bytes.length + begins[i]));
        }
        return new SafetensorsHeader(MemorySegment.ofArray(bytes).asReadOnly(), List.copyOf(tensors),
                bytes.length + begins[sorted.size()]);
    }

    @Override
    public MemorySegment bytes() {
        return bytes;
    }

    @Override
    public List<StoredTensor> tensors() {
        return tensors;
    }

    @Override
    public long fileSize() {
        return fileSize;
    }

    /** Tells whether UTF-8 can hold a text: Java and JSON can spell a surrogate that is alone. */
    static boolean isUnicode(String text) {
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            if (Character.MIN_SURROGATE <= c && c <= Character.MAX_SURROGATE) {
                return false;
            }
        }
        return true;
    }

    private static void requireValid(List<TensorSpec> specs, Map<String, String> metadata) {
        Set<String> names = new HashSet<>();
        for (TensorSpec spec : specs) {
            String name = spec.name();
            if (name.equals(METADATA)) {
                throw new IllegalArgumentException(
                        "a tensor cannot be named " + METADATA + ": safetensors reserves it");
            }
            if (!names.add(name)) {
                throw new IllegalArgumentException("tensor '" + name + "' occurs twice: names must differ");
            }
            if (!isUnicode(name)) {
                throw new IllegalArgumentException(
                        "tensor name '" + name + "' is no valid Unicode: a surrogate is alone");
            }
        }
        metadata.forEach((key, value) -> {
            if (!isUnicode(key) || !isUnicode(value)) {
                throw new IllegalArgumentException(
                        "metadata '" + key + "' is no valid Unicode: a surrogate is alone");
            }
        });
    }

    // Where each tensor begins after the header, and at last where the data ends.
    private static long[] begins(List<TensorSpec> sorted) {
        long[] begins = new long[sorted.size() + 1];
        for (int i = 0; i < sorted.size(); i++) {
            begins[i + 1] = begins[i] + sorted.get(i).byteSize();
            if (begins[i + 1] < 0 || begins[i + 1] > Long.MAX_VALUE - LENGTH_BYTES - MAX_LENGTH) {
                throw new IllegalArgumentException("tensor '" + sorted.get(i).name() + "' of shape "
                        + sorted.get(i).shape() + " makes the file larger than 2^63 - 1 bytes");
            }
        }
        return begins;
    }

    private static byte[] encode(List<TensorSpec> sorted, long[] begins, Map<String, String> metadata, int alignment) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[LENGTH_BYTES]);
        writeJson(out, sorted, begins, metadata);
        int padded = Math.ceilDiv(out.size(), alignment) * alignment;
        if (padded - LENGTH_BYTES > MAX_LENGTH) {
            throw new IllegalArgumentException("the header of " + sorted.size() + " tensors takes "
                    + (padded - LENGTH_BYTES) + " bytes, but readers accept at most " + MAX_LENGTH
                    + ": split the tensors over several files");
        }
        byte[] bytes = Arrays.copyOf(out.toByteArray(), padded);
        Arrays.fill(bytes, out.size(), padded, (byte) ' ');
        MemorySegment.ofArray(bytes).set(LENGTH, 0, padded - LENGTH_BYTES);
        return bytes;
    }

    private static void writeJson(ByteArrayOutputStream out, List<TensorSpec> sorted, long[] begins,
            Map<String, String> metadata) {
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                Map<String, String> sortedMetadata = new TreeMap<>(CODE_POINT_ORDER);
                sortedMetadata.putAll(metadata);
                json.writeObjectPropertyStart(METADATA);
                sortedMetadata.forEach(json::writeStringProperty);
                json.writeEndObject();
            }
            for (int i = 0; i < sorted.size(); i++) {
                TensorSpec spec = sorted.get(i);
                json.writeObjectPropertyStart(spec.name());
                json.writeStringProperty("dtype", spec.dtype().name());
                json.writeName("shape");
                long[] shape = spec.shape().extents().stream().mapToLong(Long::longValue).toArray();
                json.writeArray(shape, 0, shape.length);
                json.writeName("data_offsets");
                json.writeArray(new long[]{begins[i], begins[i + 1]}, 0, 2);
                json.writeEndObject();
            }
            json.writeEndObject();
        }
    }
}
