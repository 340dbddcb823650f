// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.simd;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector species of all kernels: the widest that the CPU and the flags {@code -XX:MaxVectorSize} and
 * {@code -XX:UseAVX} allow, from 128 to 512 bits. The width changes the speed and never a bit of the result.
 */
public final class Lanes {
    /** The width of a full vector in bits: 128, 256 or 512. */
    public static final int BITS = Math.clamp(IntVector.SPECIES_PREFERRED.vectorBitSize(), 128, 512);

    private static final VectorShape FULL = VectorShape.forBitSize(BITS);
    private static final VectorShape HALF = VectorShape.forBitSize(BITS / 2);

    /** Full vectors of int. */
    public static final VectorSpecies<Integer> INT = FULL.withLanes(int.class);
    /** Full vectors of long: half as many lanes as {@link #INT}. */
    public static final VectorSpecies<Long> LONG = FULL.withLanes(long.class);
    /** Full vectors of float: as many lanes as {@link #INT}. */
    public static final VectorSpecies<Float> FLOAT = FULL.withLanes(float.class);
    /** Full vectors of double: half as many lanes as {@link #INT}. */
    public static final VectorSpecies<Double> DOUBLE = FULL.withLanes(double.class);
    /** Half vectors of int: as many lanes as {@link #DOUBLE}. */
    public static final VectorSpecies<Integer> HALF_INT = HALF.withLanes(int.class);
    /** Half vectors of short: as many lanes as {@link #INT}. */
    public static final VectorSpecies<Short> HALF_SHORT = HALF.withLanes(short.class);
    /** Quarter vectors of byte, as many lanes as {@link #INT}; but at 128 bits, where no vector is so short, twice as many. */
    public static final VectorSpecies<Byte> BYTES = VectorShape.forBitSize(Math.max(64, BITS / 4))
            .withLanes(byte.class);

    private Lanes() {}
}
