// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.fill;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.goldilocks.distribution.Constant;
import io.goldilocks.distribution.Distribution;
import io.goldilocks.distribution.Normal;
import io.goldilocks.distribution.Samples;
import io.goldilocks.distribution.TruncatedNormal;
import io.goldilocks.distribution.Truncation;
import io.goldilocks.distribution.Uniform;
import io.goldilocks.rng.Engine;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.rng.Tile;
import io.goldilocks.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Fills consecutive elements on one thread: whole tiles are made in arrays that stay in the first-level cache, and the part
 * that is wanted is copied out. So there is one path for every kind of memory, alignment, head and tail, and no kernel ever
 * sees a segment. Stores from a kernel straight into a segment were measured and are no faster: the checks of each cost what
 * the copy does. The arrays are made once; filling allocates nothing.
 */
final class TileFiller {
    /** Tiles made at a time: 4096 words, 16 KiB. */
    static final int BATCH = 64;

    private static final ValueLayout.OfDouble F64 = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfShort HALF = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);

    private final Kernels cold;
    private final Kernels hot;
    private final int[] tiles = new int[BATCH * Tile.WORDS];
    private final float[] floats = new float[BATCH * Tile.WORDS];
    private final double[] doubles = new double[BATCH * Samples.DOUBLES_PER_TILE];
    private final short[] halves = new short[BATCH * Tile.WORDS];
    private final byte[] bytes = new byte[BATCH * Tile.WORDS];

    private @Nullable Truncation truncation;

    private TileFiller(Kernels cold, Kernels hot) {
        this.cold = cold;
        this.hot = hot;
    }

    /** Uses the scalar kernels until the vector kernels are faster. */
    static TileFiller adaptive() {
        return new TileFiller(Kernels.scalar(), Kernels.vector());
    }

    /** Uses one kind of kernels alone. */
    static TileFiller only(Kernels kernels) {
        return new TileFiller(kernels, kernels);
    }

    /** Fills elements [start, start + count) of a tensor into {@code target} from byte {@code offset} on. */
    void fill(TensorStream stream, Distribution distribution, DType type, long start, long count, MemorySegment target,
            long offset) {
        if (distribution instanceof Constant(double value)) {
            fillConstant(value, type, count, target, offset);
            return;
        }
        Engine engine = stream.engine();
        Warmth warmth = Warmth.of(engine, type, distribution);
        int perTile = type == DType.F64 ? Samples.DOUBLES_PER_TILE : Tile.WORDS;
        boolean trial = true;
        long done = 0;
        while (done < count) {
            boolean isHot = warmth.isHot();
            trial = !trial && !isHot && warmth.mayTry();
            for (int call = 0; trial && call < Warmth.EMPTY_CALLS; call++) {
                make(hot, stream, distribution, type, 0, 0);
            }
            long firstTile = (start + done) / perTile / engine.alignment() * engine.alignment();
            int skip = (int) (start + done - firstTile * perTile);
            // A trial makes as few tiles as there can be.
            int most = trial ? engine.tilesPerStep() : BATCH;
            int made = (int) Math.min(most, Math.ceilDiv(skip + count - done, perTile));
            int whole = Math.ceilDiv(made, engine.tilesPerStep()) * engine.tilesPerStep();
            if (isHot) {
                make(hot, stream, distribution, type, firstTile, whole);
            } else {
                long before = System.nanoTime();
                make(trial ? hot : cold, stream, distribution, type, firstTile, whole);
                warmth.took(trial, System.nanoTime() - before, whole);
            }
            int taken = (int) Math.min(count - done, (long) made * perTile - skip);
            copy(type, skip, taken, target, offset + done * type.byteSize());
            done += taken;
        }
    }

    /** Every element the same bits: rounded once, then copied. */
    private void fillConstant(double value, DType type, long count, MemorySegment target, long offset) {
        int length = (int) Math.min(count, type == DType.F64 ? doubles.length : floats.length);
        float rounded = (float) value;
        switch (type) {
            case F64 -> Arrays.fill(doubles, 0, length, value);
            case F32 -> Arrays.fill(floats, 0, length, rounded);
            case BF16 -> Arrays.fill(halves, 0, length, ScalarRounding.bf16(rounded));
            case F16 -> Arrays.fill(halves, 0, length, Float.floatToFloat16(rounded));
            case F8_E4M3 -> Arrays.fill(bytes, 0, length, Float8.E4M3.round(rounded));
            default -> Arrays.fill(bytes, 0, length, Float8.E5M2.round(rounded));
        }
        for (long done = 0; done < count; done += length) {
            copy(type, 0, (int) Math.min(length, count - done), target, offset + done * type.byteSize());
        }
    }

    private void make(Kernels kernels, TensorStream stream, Distribution distribution, DType type, long firstTile,
            int count) {
        kernels.words().generate(stream, firstTile, count, tiles);
        if (type == DType.F64) {
            sampleDoubles(kernels.samples(), distribution, count);
            return;
        }
        sampleFloats(kernels.samples(), distribution, count);
        int elements = count * Tile.WORDS;
        switch (type) {
            case BF16 -> kernels.rounding().toBf16(floats, elements, halves);
            case F16 -> kernels.rounding().toF16(floats, elements, halves);
            case F8_E4M3 -> Float8.E4M3.round(floats, elements, bytes);
            case F8_E5M2 -> Float8.E5M2.round(floats, elements, bytes);
            default -> {
                // F32 is what was made.
            }
        }
    }

    private void sampleFloats(Samples samples, Distribution distribution, int count) {
        switch (distribution) {
            case Uniform uniform -> {
                float low = (float) uniform.low();
                samples.uniform(tiles, count, low, (float) uniform.high() - low, floats);
            }
            case Normal normal -> samples.normal(tiles, count, (float) normal.mean(), (float) normal.std(), floats);
            case TruncatedNormal normal -> samples.truncatedNormal(tiles, count, truncation(normal), floats);
            case Constant _ -> throw new AssertionError("a constant needs no words");
        }
    }

    private void sampleDoubles(Samples samples, Distribution distribution, int count) {
        switch (distribution) {
            case Uniform uniform ->
                samples.uniform(tiles, count, uniform.low(), uniform.high() - uniform.low(), doubles);
            case Normal normal -> samples.normal(tiles, count, normal.mean(), normal.std(), doubles);
            case TruncatedNormal normal -> samples.truncatedNormal(tiles, count, truncation(normal), doubles);
            case Constant _ -> throw new AssertionError("a constant needs no words");
        }
    }

    /** Prepares the parameters when they change, so that a fill of any number of pieces allocates nothing for them. */
    private Truncation truncation(TruncatedNormal normal) {
        Truncation found = truncation;
        if (found == null || !found.normal().equals(normal)) {
            found = Truncation.of(normal);
            truncation = found;
        }
        return found;
    }

    private void copy(DType type, int from, int count, MemorySegment target, long offset) {
        switch (type) {
            case F64 -> MemorySegment.copy(doubles, from, target, F64, offset, count);
            case F32 -> MemorySegment.copy(floats, from, target, F32, offset, count);
            case BF16, F16 -> MemorySegment.copy(halves, from, target, HALF, offset, count);
            default -> MemorySegment.copy(bytes, from, target, ValueLayout.JAVA_BYTE, offset, count);
        }
    }
}
