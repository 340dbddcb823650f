// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.checkpoint;

import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.TensorSpec;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The header of a new npy file, which holds one tensor without its name; byte for byte what {@code numpy.save} writes.
 *
 * <p>Format version 1.0: the magic bytes, the version, two bytes with the length of the text, and the text, padded with spaces
 * so that the data begins at a multiple of 64. A shape has too few axes to need version 2.0, which is for texts of 64 KiB.
 *
 * <p>Source: {@code numpy/lib/format.py} of NumPy 2.4 and its documentation.
 */
public final class NpyHeader implements CheckpointHeader {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    private static final int TEXT = MAGIC.length + 2;
    private static final int ALIGNMENT = 64;

    // NumPy leaves room for the first extent to grow to this many digits.
    private static final int GROWTH_DIGITS = 21;

    private final MemorySegment bytes;
    private final StoredTensor tensor;

    private NpyHeader(MemorySegment bytes, StoredTensor tensor) {
        this.bytes = bytes;
        this.tensor = tensor;
    }

    /**
     * Lays out a file.
     *
     * @param spec the tensor, of type F64, F32 or F16
     * @return the header
     * @throws IllegalArgumentException if npy has no such type
     */
    public static NpyHeader of(TensorSpec spec) {
        byte[] text = text(spec);
        int dataOffset = TEXT + text.length;
        MemorySegment bytes = MemorySegment.ofArray(new byte[dataOffset]);
        bytes.copyFrom(MemorySegment.ofArray(MAGIC));
        bytes.set(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), MAGIC.length,
                (short) text.length);
        bytes.asSlice(TEXT).copyFrom(MemorySegment.ofArray(text));
        return new NpyHeader(bytes.asReadOnly(), new StoredTensor(spec, dataOffset));
    }

    @Override
    public MemorySegment bytes() {
        return bytes;
    }

    @Override
    public List<StoredTensor> tensors() {
        return List.of(tensor);
    }

    @Override
    public long fileSize() {
        return tensor.offset() + tensor.spec().byteSize();
    }

    private static byte[] text(TensorSpec spec) {
        Shape shape = spec.shape();
        String text = "{'descr': '" + descr(spec) + "', 'fortran_order': False, 'shape': " + tuple(shape) + ", }";
        if (shape.rank() > 0) {
            text += " ".repeat(GROWTH_DIGITS - String.valueOf(shape.extent(0)).length());
        }
        // At least one byte for the line feed.
        int padding = ALIGNMENT - (TEXT + text.length() + 1) % ALIGNMENT;
        return (text + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static String descr(TensorSpec spec) {
        return switch (spec.dtype()) {
            case F64 -> "<f8";
            case F32 -> "<f4";
            case F16 -> "<f2";
            default -> throw new IllegalArgumentException("tensor '" + spec.name() + "' is of type " + spec.dtype()
                    + ", which npy does not have: write a .safetensors file, or choose F64, F32 or F16");
        };
    }

    private static String tuple(Shape shape) {
        String extents = shape.extents().stream().map(String::valueOf).collect(Collectors.joining(", "));
        return shape.rank() == 1 ? "(" + extents + ",)" : "(" + extents + ")";
    }
}
