// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.fill;

import io.goldilocks.distribution.Distribution;
import io.goldilocks.init.Content;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import java.lang.foreign.MemorySegment;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Draws for a frame of a tensor, which need not lie in the window that is filled. */
final class FrameSamples implements Content.Samples {
    private final TensorStream stream;
    private final Runs runs;
    /** One for each thread that draws at the same time. */
    private final Queue<TileFiller> idle = new ConcurrentLinkedQueue<>();

    FrameSamples(TensorStream stream, Shape shape, Slice frame) {
        this.stream = stream;
        runs = new Runs(shape, frame, frame);
    }

    @Override
    public void draw(int draw, Distribution distribution, boolean doubles, long first, MemorySegment out) {
        DType type = doubles ? DType.F64 : DType.F32;
        TensorStream drawn = stream.withDraw(draw);
        Runs.Cursor cursor = new Runs.Cursor();
        cursor.reset(runs, first, out.byteSize() / type.byteSize());
        TileFiller borrowed = idle.poll();
        TileFiller tiles = borrowed == null ? TileFiller.adaptive() : borrowed;
        while (cursor.advance()) {
            tiles.fill(drawn, distribution, type, cursor.inTensor(), cursor.length(), out,
                    (cursor.inWindow() - first) * type.byteSize());
        }
        idle.add(tiles);
    }
}
