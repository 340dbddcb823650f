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
import io.goldilocks.rounding.Float8;
import io.goldilocks.rounding.Rounding;
import io.goldilocks.rounding.ScalarRounding;
import io.goldilocks.simd.PlainMemory;
import io.goldilocks.tensor.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * Fills consecutive elements on one thread: words, then samples, then rounding, a batch of tiles at a time, so that each stage
 * finds in the first-level cache what the one before it made. The last stage writes whole batches straight to their place if
 * that is plain memory; what belongs to the heap or to a mapped file, and heads and tails, are made in scratch and copied. So
 * kernels meet one kind of memory and no odd ends, and a mapped file that has lost its pages is an exception and no crash. The
 * scratch is made once; filling allocates nothing.
 */
final class TileFiller {
    /** Tiles made at a time: 4096 words, 16 KiB. */
    static final int BATCH = 64;

    private static final ValueLayout.OfDouble F64 = ValueLayout.JAVA_DOUBLE.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfShort HALF = ValueLayout.JAVA_SHORT.withOrder(LITTLE_ENDIAN);
    /** A batch of f32, or of f64, of which a tile has half as many. */
    private static final long SCRATCH = (long) BATCH * Tile.WORDS * Float.BYTES;
    private static final long ALIGNMENT = 64;

    private final Kernels cold;
    private final Kernels hot;
    private final int[] tiles = new int[BATCH * Tile.WORDS];
    /** f32 samples that are still to be rounded. */
    private final MemorySegment samples = Arena.ofAuto().allocate(SCRATCH, ALIGNMENT);
    /** Elements on their way to where no kernel can write them. */
    private final MemorySegment elements = Arena.ofAuto().allocate(SCRATCH, ALIGNMENT);

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
        int perTile = perTile(type);
        long done = 0;
        while (done < count) {
            boolean isHot = warmth.isHot();
            boolean trial = !isHot && warmth.mayTry();
            for (int call = 0; trial && call < Warmth.EMPTY_CALLS; call++) {
                make(hot, stream, distribution, type, 0, 0, elements, 0);
            }
            long firstTile = (start + done) / perTile / engine.alignment() * engine.alignment();
            int skip = (int) (start + done - firstTile * perTile);
            // A trial makes as few tiles as there can be.
            int most = trial ? engine.tilesPerStep() : BATCH;
            int made = (int) Math.min(most, Math.ceilDiv(skip + count - done, perTile));
            int whole = Math.ceilDiv(made, engine.tilesPerStep()) * engine.tilesPerStep();
            int taken = (int) Math.min(count - done, (long) made * perTile - skip);
            long before = isHot ? 0 : System.nanoTime();
            place(isHot || trial ? hot : cold, stream, distribution, type, firstTile, whole, skip, taken, target,
                    offset + done * type.byteSize());
            if (!isHot) {
                warmth.took(trial, System.nanoTime() - before, whole);
            }
            done += taken;
        }
    }

    /** Makes whole tiles and puts elements [skip, skip + taken) of them into their place. */
    private void place(Kernels kernels, TensorStream stream, Distribution distribution, DType type, long firstTile,
            int whole, int skip, int taken, MemorySegment target, long offset) {
        boolean isAll = skip == 0 && taken == whole * perTile(type);
        if (isAll && target.getClass() == PlainMemory.CLASS) {
            make(kernels, stream, distribution, type, firstTile, whole, target, offset);
        } else {
            make(kernels, stream, distribution, type, firstTile, whole, elements, 0);
            long size = type.byteSize();
            MemorySegment.copy(elements, skip * size, target, offset, taken * size);
        }
    }

    private static int perTile(DType type) {
        return type == DType.F64 ? Samples.DOUBLES_PER_TILE : Tile.WORDS;
    }

    /** Every element the same bits: rounded once, then copied, twice as many each time. */
    private void fillConstant(double value, DType type, long count, MemorySegment target, long offset) {
        float rounded = (float) value;
        switch (type) {
            case F64 -> elements.set(F64, 0, value);
            case F32 -> elements.set(F32, 0, rounded);
            case BF16 -> elements.set(HALF, 0, ScalarRounding.bf16(rounded));
            case F16 -> elements.set(HALF, 0, Float.floatToFloat16(rounded));
            case F8_E4M3 -> elements.set(ValueLayout.JAVA_BYTE, 0, Float8.E4M3.round(rounded));
            default -> elements.set(ValueLayout.JAVA_BYTE, 0, Float8.E5M2.round(rounded));
        }
        long bytes = count * type.byteSize();
        long length = Math.min(bytes, elements.byteSize());
        for (long filled = type.byteSize(); filled < length; filled *= 2) {
            MemorySegment.copy(elements, 0, elements, filled, Math.min(filled, length - filled));
        }
        for (long done = 0; done < bytes; done += length) {
            MemorySegment.copy(elements, 0, target, offset + done, Math.min(length, bytes - done));
        }
    }

    /** Makes whole tiles and writes their elements from byte {@code offset} of {@code out} on. */
    private void make(Kernels kernels, TensorStream stream, Distribution distribution, DType type, long firstTile,
            int count, MemorySegment out, long offset) {
        switch (type) {
            case F64 -> drawF64(kernels, stream, distribution, firstTile, count, out, offset);
            case F32 -> drawF32(kernels, stream, distribution, firstTile, count, out, offset);
            default -> {
                drawF32(kernels, stream, distribution, firstTile, count, samples, 0);
                round(kernels.rounding(), type, count * Tile.WORDS, out, offset);
            }
        }
    }

    private void round(Rounding rounding, DType type, int count, MemorySegment out, long offset) {
        switch (type) {
            case BF16 -> rounding.toBf16(samples, count, out, offset);
            case F16 -> rounding.toF16(samples, count, out, offset);
            case F8_E4M3 -> rounding.toFloat8(Float8.E4M3, samples, count, out, offset);
            default -> rounding.toFloat8(Float8.E5M2, samples, count, out, offset);
        }
    }

    private void drawF32(Kernels kernels, TensorStream stream, Distribution distribution, long firstTile, int count,
            MemorySegment out, long offset) {
        switch (distribution) {
            case Uniform uniform -> kernels.uniformF32(stream, firstTile, count, uniform, tiles, out, offset);
            case Normal(double mean, double std) -> {
                kernels.words().generate(stream, firstTile, count, tiles);
                kernels.samples().normalF32(tiles, count, (float) mean, (float) std, out, offset);
            }
            case TruncatedNormal normal -> {
                kernels.words().generate(stream, firstTile, count, tiles);
                kernels.samples().truncatedNormalF32(tiles, count, truncation(normal), out, offset);
            }
            case Constant _ -> throw new AssertionError("a constant needs no words");
        }
    }

    private void drawF64(Kernels kernels, TensorStream stream, Distribution distribution, long firstTile, int count,
            MemorySegment out, long offset) {
        kernels.words().generate(stream, firstTile, count, tiles);
        Samples kernel = kernels.samples();
        switch (distribution) {
            case Uniform uniform ->
                kernel.uniformF64(tiles, count, uniform.low(), uniform.high() - uniform.low(), out, offset);
            case Normal normal -> kernel.normalF64(tiles, count, normal.mean(), normal.std(), out, offset);
            case TruncatedNormal normal -> kernel.truncatedNormalF64(tiles, count, truncation(normal), out, offset);
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
}
