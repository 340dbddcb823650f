// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.tensor;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The element types of a safetensors file, in the order that its reference writer gives them: by rising alignment.
 *
 * <p>Goldilocks fills the six of {@link #isFillable()}; the others are read and described only.
 *
 * <p>Source: safetensors 0.8, {@code tensor.rs}, {@code enum Dtype}.
 */
public enum DType {
    /** One truth value in a byte. */
    BOOL(8),
    /** 4-bit float, two to a byte. */
    F4(4),
    /** 6-bit float, 2 exponent and 3 mantissa bits. */
    F6_E2M3(6),
    /** 6-bit float, 3 exponent and 2 mantissa bits. */
    F6_E3M2(6),
    /** Unsigned byte. */
    U8(8),
    /** Signed byte. */
    I8(8),
    /** 8-bit float, 5 exponent and 2 mantissa bits, with infinities; torch's {@code float8_e5m2}. */
    F8_E5M2(8),
    /** 8-bit float, 4 exponent and 3 mantissa bits, no infinities, largest value 448; torch's {@code float8_e4m3fn}. */
    F8_E4M3(8),
    /** 8-bit power of two. */
    F8_E8M0(8),
    /** 8-bit float, 4 exponent and 3 mantissa bits, one zero and one NaN. */
    F8_E4M3FNUZ(8),
    /** 8-bit float, 5 exponent and 2 mantissa bits, one zero and one NaN. */
    F8_E5M2FNUZ(8),
    /** Signed 16-bit integer. */
    I16(16),
    /** Unsigned 16-bit integer. */
    U16(16),
    /** IEEE 754 binary16. */
    F16(16),
    /** The upper half of a binary32. */
    BF16(16),
    /** Signed 32-bit integer. */
    I32(32),
    /** Unsigned 32-bit integer. */
    U32(32),
    /** IEEE 754 binary32. */
    F32(32),
    /** Two binary32: real and imaginary part. */
    C64(64),
    /** IEEE 754 binary64. */
    F64(64),
    /** Signed 64-bit integer. */
    I64(64),
    /** Unsigned 64-bit integer. */
    U64(64);

    private final int bits;

    DType(int bits) {
        this.bits = bits;
    }

    /**
     * Returns the width of one element.
     *
     * @return the width in bits, 4 to 64
     */
    public int bits() {
        return bits;
    }

    /**
     * Returns the width of one element of a type that fills whole bytes.
     *
     * @return the width in bytes, 1 to 8
     * @throws IllegalStateException for the 4- and 6-bit types
     */
    public int byteSize() {
        if (bits % 8 != 0) {
            throw new IllegalStateException(
                    this + " has " + bits + " bits an element, which is no whole number of bytes");
        }
        return bits / 8;
    }

    /**
     * Says whether Goldilocks can produce values of this type.
     *
     * @return true for F64, F32, F16, BF16, F8_E4M3 and F8_E5M2
     */
    public boolean isFillable() {
        return switch (this) {
            case F64, F32, F16, BF16, F8_E4M3, F8_E5M2 -> true;
            default -> false;
        };
    }

    /**
     * Returns the name that torch and {@code config.json} have for a fillable type.
     *
     * @return for example {@code "bfloat16"}
     * @throws IllegalStateException if the type is not fillable
     */
    public String torchName() {
        return switch (this) {
            case F64 -> "float64";
            case F32 -> "float32";
            case F16 -> "float16";
            case BF16 -> "bfloat16";
            case F8_E4M3 -> "float8_e4m3fn";
            case F8_E5M2 -> "float8_e5m2";
            default -> throw new IllegalStateException(this + " is not a type that Goldilocks fills");
        };
    }

    /**
     * Finds a fillable type by its own name in any case ({@code bf16}) or by its torch name ({@code bfloat16}, with or
     * without {@code torch.}).
     *
     * @param name the name
     * @return the type
     * @throws IllegalArgumentException if no fillable type has that name; the message lists those there are
     */
    public static DType parse(String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        String torch = wanted.startsWith("torch.") ? wanted.substring("torch.".length()) : wanted;
        for (DType type : values()) {
            if (type.isFillable() && (type.lowerCaseName().equals(wanted) || type.torchName().equals(torch))) {
                return type;
            }
        }
        String known = Arrays.stream(values()).filter(DType::isFillable).map(DType::lowerCaseName)
                .collect(Collectors.joining(", "));
        throw new IllegalArgumentException("unknown dtype '" + name + "': expected one of " + known);
    }

    private String lowerCaseName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
