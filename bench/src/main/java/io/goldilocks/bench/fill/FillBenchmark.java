// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.fill;

import io.goldilocks.bench.BufferBenchmark;
import io.goldilocks.bench.SampleCounter;
import io.goldilocks.fill.FillTask;
import io.goldilocks.fill.Filler;
import io.goldilocks.fill.Progress;
import io.goldilocks.init.Initializer;
import io.goldilocks.init.Layout;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One tensor, as large as the buffer, filled by the engine. An operation is one call of {@link Filler#fill}, with all that it
 * costs to hand out the work.
 */
public abstract class FillBenchmark extends BufferBenchmark {
    static final String NAME = "bench.weight";

    /** The type of the elements: as computed (F32), rounded to half the bytes (BF16), with twice the words (F64). */
    @Param({"F32", "BF16", "F64"})
    public DType dtype;

    /** How many threads fill, the caller's among them. */
    @Param({"1", "2"})
    public int threads;

    private final Initializer initializer;
    private List<FillTask> tasks;
    private Filler filler;

    /**
     * Makes the state; JMH sets the parameters.
     *
     * @param initializer what the elements are drawn from
     */
    protected FillBenchmark(Initializer initializer) {
        this.initializer = initializer;
    }

    /** Makes the engine and its task. */
    @Setup(Level.Trial)
    public final void prepare() {
        Shape shape = Shape.of(buffer().byteSize() / dtype.byteSize());
        tasks = List
                .of(FillTask.whole(new TensorSpec(NAME, shape, dtype), initializer.parts(shape, Layout.VECTOR), SEED,
                        buffer()));
        filler = new Filler(threads);
    }

    /** Ends the engine's threads. */
    @TearDown(Level.Trial)
    public final void close() {
        filler.close();
    }

    /**
     * Fills the buffer once.
     *
     * @param counter counts the samples
     * @throws IOException never: there is no file
     */
    @Benchmark
    public void fill(SampleCounter counter) throws IOException {
        filler.fill(tasks, Progress.NONE);
        counter.samples += buffer().byteSize() / dtype.byteSize();
    }

    @Override
    protected final int threads() {
        return threads;
    }
}
