// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import io.goldilocks.fill.Calculations;
import io.goldilocks.fill.Progress;
import java.lang.foreign.MemorySegment;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/** SHA-256 of the bytes of tensors. */
public final class Digests {
    /** Bytes taken between two looks at the interrupt; a byte buffer ends at 2³¹ − 1. */
    private static final long STEP = 64L << 20;

    private final Progress progress;
    private final long total;
    private long done;

    private Digests(Progress progress, long total) {
        this.progress = progress;
        this.total = total;
    }

    /**
     * Hashes pieces of memory, each on one thread.
     *
     * @param pieces the pieces, of any memory that all threads may read
     * @param threads how many threads, at least 1
     * @param progress hears of the bytes hashed, within large pieces too: on the threads that hash, one at a time
     * @return the hash of each in hex
     * @throws CancellationException if the thread is interrupted
     */
    public static List<String> sha256(List<MemorySegment> pieces, int threads, Progress progress) {
        Digests digests = new Digests(progress, pieces.stream().mapToLong(MemorySegment::byteSize).sum());
        List<String> hashes = new ArrayList<>(pieces.size());
        Calculations.run("hashing", pieces.stream().map(piece -> (Supplier<String>) () -> digests.hash(piece)).toList(),
                threads, hashes::add);
        return List.copyOf(hashes);
    }

    private String hash(MemorySegment bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (long at = 0; at < bytes.byteSize(); at += STEP) {
                if (Thread.interrupted()) {
                    throw new CancellationException("the hashing was interrupted");
                }
                long length = Math.min(STEP, bytes.byteSize() - at);
                digest.update(bytes.asSlice(at, length).asByteBuffer());
                report(length);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    private synchronized void report(long bytes) {
        done += bytes;
        progress.report(done, total);
    }
}
