// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.fill;

import static java.util.Objects.requireNonNull;

import io.goldilocks.distribution.Constant;
import io.goldilocks.distribution.Distribution;
import io.goldilocks.distribution.Normal;
import io.goldilocks.distribution.TruncatedNormal;
import io.goldilocks.distribution.Uniform;
import io.goldilocks.rng.Engine;
import io.goldilocks.tensor.DType;
import java.util.EnumMap;
import java.util.Map;

/**
 * Whether the compiler has reached the vector kernels of one engine, type and kind of samples. Until then every vector operation is a
 * method call that allocates, and the scalar twin is many times faster; since both give the same bits, the choice is free
 * and is made by the clock. A virtual machine that never compiles vectors stays with the scalar twin.
 *
 * <p>One for the whole process, as the compiler's state is. Races between threads cost a measurement, never a bit.
 */
final class Warmth {
    /** Wins in a row that count as proof: one alone may come of a scalar batch that the system interrupted. */
    private static final int PROOF = 3;
    /** Tiles of the scalar kernels before the first trial: a million values are made sooner than the vector kernels compiled. */
    private static final int PATIENCE = 1 << 14;
    /**
     * Calls of the vector kernels without a tile before each trial. The compiler counts calls, some 5000 before it acts, and one
     * with tiles takes up to a millisecond until then. Measured: the first gigasample a second comes after 1.2 s instead of 2.4.
     * Not more of them, because the compiler also learns from the calls how often the loop turns, and made slower code of 15.
     */
    static final int EMPTY_CALLS = 7;

    private static final Map<Engine, Map<DType, Warmth>> UNIFORM = ofEach();
    private static final Map<Engine, Map<DType, Warmth>> NORMAL = ofEach();
    private static final Map<Engine, Map<DType, Warmth>> CENTRAL = ofEach();
    private static final Map<Engine, Map<DType, Warmth>> FOLDED = ofEach();

    private volatile boolean hot;
    private int wins;
    private long scalarTiles;
    private double scalarNanosPerTile;
    /** What trials took and scalar batches have not yet matched: trials get half of the time, however slow they are. */
    private double owedNanos;

    static Warmth of(Engine engine, DType type, Distribution distribution) {
        Map<Engine, Map<DType, Warmth>> each = switch (distribution) {
            case Normal _ -> NORMAL;
            case TruncatedNormal normal when type == DType.F64 ? normal.isUncutF64() : normal.isUncutF32() -> NORMAL;
            case TruncatedNormal normal when type != DType.F64 && normal.isCentral() -> CENTRAL;
            case TruncatedNormal _ -> FOLDED;
            case Uniform _,Constant _ -> UNIFORM;
        };
        return requireNonNull(requireNonNull(each.get(engine)).get(type));
    }

    /** True once the vector kernels have been seen to be the faster ones; it stays true. */
    boolean isHot() {
        return hot;
    }

    /** True once there is so much to fill that it pays to try the vector kernels, and they have not just taken their share. */
    boolean mayTry() {
        return scalarTiles >= PATIENCE && owedNanos <= 0;
    }

    /** Learns how long a batch took: of the vector kernels if {@code vector}, else of the scalar ones. */
    void took(boolean vector, long nanos, int tiles) {
        double nanosPerTile = (double) nanos / tiles;
        if (!vector) {
            scalarNanosPerTile = nanosPerTile;
            scalarTiles += tiles;
            owedNanos = Math.max(0, owedNanos - nanos);
            return;
        }
        owedNanos += nanos;
        wins = nanosPerTile < scalarNanosPerTile ? wins + 1 : 0;
        if (wins >= PROOF) {
            hot = true;
        }
    }

    private static Map<Engine, Map<DType, Warmth>> ofEach() {
        Map<Engine, Map<DType, Warmth>> all = new EnumMap<>(Engine.class);
        for (Engine engine : Engine.values()) {
            Map<DType, Warmth> each = new EnumMap<>(DType.class);
            for (DType type : DType.values()) {
                each.put(type, new Warmth());
            }
            all.put(engine, each);
        }
        return all;
    }
}
