// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.save;

import static java.util.Objects.requireNonNull;

import io.goldilocks.checkpoint.StoredTensor;
import io.goldilocks.fill.FillTask;
import io.goldilocks.fill.Filler;
import io.goldilocks.fill.Progress;
import io.goldilocks.memory.AtomicFile;
import io.goldilocks.memory.FileStrategy;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes one file of weights: first what is copied, then what is made, by all threads.
 *
 * @param filler the engine
 * @param strategy how the bytes reach the disk
 * @param progress hears of the file's bytes of tensors
 */
record ShardWriter(Filler filler, FileStrategy strategy, Progress progress) {
    /** What is copied between two looks at the interrupt and two reports, in bytes. */
    private static final long PIECE = 16L << 20;

    void write(Shard shard, Path path) throws IOException {
        Map<String, NewTensor> byName = HashMap.newHashMap(shard.tensors().size());
        shard.tensors().forEach(tensor -> byName.put(tensor.spec().name(), tensor));
        try (AtomicFile file = shard.header().create(path, strategy, true)) {
            FillTask.Target target = FileTarget.of(file);
            List<FillTask> tasks = new ArrayList<>();
            long copied = 0;
            for (StoredTensor stored : shard.header().tensors()) {
                long offset = stored.offset();
                TensorSpec spec = stored.spec();
                for (Source source : requireNonNull(byName.get(spec.name())).sources()) {
                    switch (source) {
                        case Source.Fill fill -> tasks.add(NewTensor.task(spec, fill, target, offset));
                        case Source.Copy(MemorySegment bytes) ->
                            copied = copy(bytes, file, offset, copied, shard.dataSize());
                    }
                    offset += source.byteSize(spec.dtype());
                }
            }
            long before = copied;
            filler.fill(tasks, (done, _) -> progress.report(before + done, shard.dataSize()));
            file.commit();
        }
    }

    private long copy(MemorySegment bytes, AtomicFile file, long offset, long before, long total) throws IOException {
        for (long done = 0; done < bytes.byteSize(); done += PIECE) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("copying was interrupted");
            }
            long length = Math.min(PIECE, bytes.byteSize() - done);
            file.write(offset + done, bytes.asSlice(done, length));
            progress.report(before + done + length, total);
        }
        return before + bytes.byteSize();
    }
}
