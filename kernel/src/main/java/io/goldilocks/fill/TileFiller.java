// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.fill;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.goldilocks.distribution.Constant;
import io.goldilocks.distribution.Distribution;
import io.goldilocks.distribution.Normal;
import io.goldilocks.distribution.Samples;
import io.goldilocks.distribution.ScalarSamples;
import io.goldilocks.distribution.Uniform;
import io.goldilocks.distribution.VectorSamples;
import io.goldilocks.rng.ScalarWords;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.rng.Tile;
import io.goldilocks.rng.VectorWords;
import io.goldilocks.rng.Words;
import io.goldilocks.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Fills consecutive elements on one thread: whole tiles are made in arrays that stay in the first-level cache, and the part
 * that is wanted is copied out. So there is one path for every kind of memory, alignment, head and tail, and no kernel ever
 * sees a segment. The arrays are made once; filling allocates nothing.
 */
final class TileFiller {
    /** Tiles made at a time: 4096 words, 16 KiB. */
    static final int BATCH = 64;

    private static final ValueLayout.OfDouble F64 = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfShort HALF = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);

    private final Words words;
    private final Samples samples;
    private final Rounding rounding;
    private final int[] tiles = new int[BATCH * Tile.WORDS];
    private final float[] floats = new float[BATCH * Tile.WORDS];
    private final double[] doubles = new double[BATCH * Samples.DOUBLES_PER_TILE];
    private final short[] halves = new short[BATCH * Tile.WORDS];
    private final byte[] bytes = new byte[BATCH * Tile.WORDS];

    private TileFiller(Words words, Samples samples, Rounding rounding) {
        this.words = words;
        this.samples = samples;
        this.rounding = rounding;
    }

    static TileFiller vector() {
        return new TileFiller(new VectorWords(), new VectorSamples(), new VectorRounding());
    }

    static TileFiller scalar() {
        return new TileFiller(new ScalarWords(), new ScalarSamples(), new ScalarRounding());
    }

    /** Fills elements [start, start + count) of a tensor into {@code target} from byte {@code offset} on. */
    void fill(TensorStream stream, Distribution distribution, DType type, long start, long count, MemorySegment target,
            long offset) {
        int perTile = type == DType.F64 ? Samples.DOUBLES_PER_TILE : Tile.WORDS;
        long done = 0;
        while (done < count) {
            long firstTile = (start + done) / perTile;
            int skip = (int) ((start + done) % perTile);
            int made = (int) Math.min(BATCH, Math.ceilDiv(skip + count - done, perTile));
            int taken = (int) Math.min(count - done, (long) made * perTile - skip);
            int even = Math.ceilDiv(made, VectorWords.TILES_PER_STEP) * VectorWords.TILES_PER_STEP;
            make(stream, distribution, type, firstTile, even);
            copy(type, skip, taken, target, offset + done * type.byteSize());
            done += taken;
        }
    }

    private void make(TensorStream stream, Distribution distribution, DType type, long firstTile, int count) {
        if (type == DType.F64) {
            makeDoubles(stream, distribution, firstTile, count);
            return;
        }
        makeFloats(stream, distribution, firstTile, count);
        int elements = count * Tile.WORDS;
        switch (type) {
            case BF16 -> rounding.toBf16(floats, elements, halves);
            case F16 -> rounding.toF16(floats, elements, halves);
            case F8_E4M3 -> Float8.E4M3.round(floats, elements, bytes);
            case F8_E5M2 -> Float8.E5M2.round(floats, elements, bytes);
            default -> {
                // F32 is what was made.
            }
        }
    }

    private void makeFloats(TensorStream stream, Distribution distribution, long firstTile, int count) {
        switch (distribution) {
            case Constant constant -> Arrays.fill(floats, 0, count * Tile.WORDS, (float) constant.value());
            case Uniform uniform -> {
                words.generate(stream, firstTile, count, tiles);
                float low = (float) uniform.low();
                samples.uniform(tiles, count, low, (float) uniform.high() - low, floats);
            }
            case Normal normal -> {
                words.generate(stream, firstTile, count, tiles);
                samples.normal(tiles, count, (float) normal.mean(), (float) normal.std(), floats);
            }
        }
    }

    private void makeDoubles(TensorStream stream, Distribution distribution, long firstTile, int count) {
        switch (distribution) {
            case Constant constant ->
                Arrays.fill(doubles, 0, count * Samples.DOUBLES_PER_TILE, constant.value());
            case Uniform uniform -> {
                words.generate(stream, firstTile, count, tiles);
                samples.uniform(tiles, count, uniform.low(), uniform.high() - uniform.low(), doubles);
            }
            case Normal normal -> {
                words.generate(stream, firstTile, count, tiles);
                samples.normal(tiles, count, normal.mean(), normal.std(), doubles);
            }
        }
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
