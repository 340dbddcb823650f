// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import io.goldilocks.fill.Calculations;
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

    private Digests() {}

    /**
     * Hashes pieces of memory, each on one thread.
     *
     * @param pieces the pieces, of any memory that all threads may read
     * @param threads how many threads, at least 1
     * @return the hash of each in hex
     * @throws CancellationException if the thread is interrupted
     */
    public static List<String> sha256(List<MemorySegment> pieces, int threads) {
        List<String> hashes = new ArrayList<>(pieces.size());
        Calculations.run("hashing", pieces.stream().map(piece -> (Supplier<String>) () -> sha256(piece)).toList(),
                threads,
                hashes::add);
        return List.copyOf(hashes);
    }

    private static String sha256(MemorySegment bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (long done = 0; done < bytes.byteSize(); done += STEP) {
                if (Thread.interrupted()) {
                    throw new CancellationException("the hashing was interrupted");
                }
                digest.update(bytes.asSlice(done, Math.min(STEP, bytes.byteSize() - done)).asByteBuffer());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
