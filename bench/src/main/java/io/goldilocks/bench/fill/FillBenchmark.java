// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.fill;

import io.goldilocks.bench.SampleBenchmark;
import io.goldilocks.fill.FillTask;
import io.goldilocks.fill.Filler;
import io.goldilocks.fill.Progress;
import io.goldilocks.init.Initializers;
import io.goldilocks.init.Layout;
import io.goldilocks.rng.Engine;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One tensor, as large as the buffer, filled by the engine: words, transform, rounding, and the way into memory. An operation
 * is one call of {@link Filler#fill}, with all that it costs to hand out the work. The distribution may be any initialiser in
 * its written form that needs no fans.
 */
public class FillBenchmark extends SampleBenchmark {
    /** Where the buffer is. */
    @Param("NATIVE")
    public SegmentKind segment;

    /** The generator of the words. */
    @Param("philox4x32-10")
    public String engine;

    private List<FillTask> tasks;
    private Filler filler;

    /** Makes the state; JMH sets the parameters. */
    public FillBenchmark() {}

    /** Makes the engine and its task. */
    @Setup(Level.Trial)
    public final void prepare() {
        Shape shape = Shape.of(elements());
        tasks = List.of(new FillTask(new TensorSpec(NAME, shape, dtype), Slice.whole(shape),
                Initializers.parse(distribution).parts(shape, Layout.VECTOR),
                TensorStream.of(Engine.parse(engine), SEED, NAME), new FillTask.InMemory(buffer()), 0));
        filler = new Filler(threads);
    }

    /** Ends the engine's threads. */
    @TearDown(Level.Trial)
    public final void close() {
        filler.close();
    }

    @Override
    protected void fill() throws IOException {
        filler.fill(tasks, Progress.NONE);
    }

    @Override
    protected MemorySegment allocate(long bytes) throws IOException {
        return switch (segment) {
            case NATIVE -> super.allocate(bytes);
            case HEAP -> SegmentKind.heap(dtype, bytes);
            case MAPPED -> SegmentKind.mapped(bytes);
        };
    }
}
