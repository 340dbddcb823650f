// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.checkpoint;

import io.goldilocks.Checkpoints;
import io.goldilocks.TensorProvenance;
import io.goldilocks.bench.AbstractBenchmark;
import io.goldilocks.checkpoint.TensorFormat;
import io.goldilocks.fill.Filler;
import io.goldilocks.fill.Progress;
import io.goldilocks.init.Initializers;
import io.goldilocks.init.Layout;
import io.goldilocks.memory.FileStrategy;
import io.goldilocks.rng.Engine;
import io.goldilocks.save.SaveOptions;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A checkpoint of one tensor of f32 normals, made and forced to disk, by each strategy; and what the disk alone costs: as many bytes,
 * the same ones again and again, written on as many threads, and forced.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 10)
public class CheckpointBenchmark extends AbstractBenchmark {
    private static final int PIECE = 1 << 20;

    /** The folder that receives the file: one in memory, and one on a disk. Give others with {@code -p folder=…}. */
    @Param({"/dev/shm", "/var/tmp"})
    public String folder;

    /** The size of the tensor in MiB. */
    @Param({"512"})
    public int mebibytes;

    /** How many threads fill and write, the caller's among them. */
    @Param({"1", "2"})
    public int threads;

    private Path file;
    private Filler filler;
    private ByteBuffer piece;

    /** Makes the state; JMH sets the parameters. */
    public CheckpointBenchmark() {}

    /** Makes the engine and names the file. */
    @Setup(Level.Trial)
    public final void prepare() {
        file = Path.of(folder, "goldilocks-bench-" + ProcessHandle.current().pid() + ".safetensors");
        filler = new Filler(threads);
        piece = Arena.ofAuto().allocate(PIECE, 4096).fill((byte) 0x5A).asByteBuffer();
    }

    /**
     * Removes the file, so that each call makes a new one.
     *
     * @throws IOException if it cannot be removed
     */
    @TearDown(Level.Invocation)
    public final void remove() throws IOException {
        Files.deleteIfExists(file);
    }

    /** Ends the engine's threads. */
    @TearDown(Level.Trial)
    public final void close() {
        filler.close();
    }

    /**
     * Makes the checkpoint by positional writes.
     *
     * @return the file
     * @throws IOException if it cannot be written
     */
    @Benchmark
    public Path written() throws IOException {
        return checkpoint(FileStrategy.WRITTEN);
    }

    /**
     * Makes the checkpoint in a mapping.
     *
     * @return the file
     * @throws IOException if it cannot be written
     */
    @Benchmark
    public Path mapped() throws IOException {
        return checkpoint(FileStrategy.MAPPED);
    }

    /**
     * Makes the checkpoint past the page cache.
     *
     * @return the file
     * @throws IOException if it cannot be written
     */
    @Benchmark
    public Path direct() throws IOException {
        return checkpoint(FileStrategy.DIRECT);
    }

    /**
     * Writes as many bytes, which are there already.
     *
     * @return the file
     * @throws IOException if it cannot be written
     * @throws InterruptedException never: nobody interrupts
     */
    @Benchmark
    public Path raw() throws IOException, InterruptedException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            AtomicLong next = new AtomicLong();
            Thread[] helpers = new Thread[threads - 1];
            for (int i = 0; i < helpers.length; i++) {
                helpers[i] = Thread.ofPlatform().start(() -> writePieces(channel, next));
            }
            writePieces(channel, next);
            for (Thread helper : helpers) {
                helper.join();
            }
            channel.force(true);
        }
        return file;
    }

    private void writePieces(FileChannel channel, AtomicLong next) {
        long size = (long) mebibytes << 20;
        try {
            for (long at = next.getAndAdd(PIECE); at < size; at = next.getAndAdd(PIECE)) {
                ByteBuffer bytes = piece.duplicate();
                while (bytes.hasRemaining()) {
                    channel.write(bytes, at + bytes.position());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path checkpoint(FileStrategy strategy) throws IOException {
        Shape shape = Shape.of(((long) mebibytes << 20) / Float.BYTES);
        new Checkpoints(filler, SaveOptions.DEFAULTS.by(strategy).overwriting(true), Progress.NONE).write(
                new TensorProvenance(new TensorSpec(NAME, shape, DType.F32), Slice.whole(shape),
                        Layout.VECTOR,
                        Initializers.normal(0, 1), Engine.PHILOX4X32_10, SEED),
                TensorFormat.SAFETENSORS, file);
        return file;
    }
}
