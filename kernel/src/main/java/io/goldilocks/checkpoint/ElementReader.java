// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.checkpoint;

import io.goldilocks.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/** Reads one little-endian element as a double: exact but for 64-bit integers beyond 2⁵³, which are rounded to nearest. */
@FunctionalInterface
public interface ElementReader {
    /**
     * Reads an element.
     *
     * @param bytes where it stands
     * @param offset the place of its first byte, in bytes
     * @return its value
     */
    double read(MemorySegment bytes, long offset);

    /**
     * Makes the reader of a type.
     *
     * @param dtype the type
     * @return the reader; nothing for complex numbers and for types that do not fill whole bytes
     */
    static Optional<ElementReader> of(DType dtype) {
        return Optional.ofNullable(switch (dtype) {
            case F64 -> (bytes, offset) -> bytes.get(LittleEndian.DOUBLE, offset);
            case F32 -> (bytes, offset) -> bytes.get(LittleEndian.FLOAT, offset);
            case F16 -> (bytes, offset) -> Float.float16ToFloat(bytes.get(LittleEndian.SHORT, offset));
            case BF16 -> (bytes, offset) -> Float.intBitsToFloat(bytes.get(LittleEndian.SHORT, offset) << 16);
            case F8_E4M3 -> table(Float8Values.E4M3);
            case F8_E5M2 -> table(Float8Values.E5M2);
            case F8_E4M3FNUZ -> table(Float8Values.E4M3FNUZ);
            case F8_E5M2FNUZ -> table(Float8Values.E5M2FNUZ);
            case F8_E8M0 -> table(Float8Values.E8M0);
            case BOOL -> (bytes, offset) -> bytes.get(ValueLayout.JAVA_BYTE, offset) == 0 ? 0 : 1;
            case I8 -> (bytes, offset) -> bytes.get(ValueLayout.JAVA_BYTE, offset);
            case U8 -> (bytes, offset) -> Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, offset));
            case I16 -> (bytes, offset) -> bytes.get(LittleEndian.SHORT, offset);
            case U16 -> (bytes, offset) -> Short.toUnsignedInt(bytes.get(LittleEndian.SHORT, offset));
            case I32 -> (bytes, offset) -> bytes.get(LittleEndian.INT, offset);
            case U32 -> (bytes, offset) -> Integer.toUnsignedLong(bytes.get(LittleEndian.INT, offset));
            case I64 -> (bytes, offset) -> bytes.get(LittleEndian.LONG, offset);
            case U64 -> (bytes, offset) -> unsigned(bytes.get(LittleEndian.LONG, offset));
            case C64, F4, F6_E2M3, F6_E3M2 -> null;
        });
    }

    private static ElementReader table(double[] values) {
        return (bytes, offset) -> values[Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, offset))];
    }

    // Halved to fit the sign; the lost bit is kept as a sticky one, so that the conversion rounds once.
    private static double unsigned(long value) {
        return value >= 0 ? value : 2.0 * (value >>> 1 | (value & 1));
    }

}
