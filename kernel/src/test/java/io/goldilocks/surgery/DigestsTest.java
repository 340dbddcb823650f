// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.surgery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.fill.Progress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestsTest {
    private static MemorySegment text(String text) {
        return MemorySegment.ofArray(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The examples of FIPS 180-2. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void hashesAreThoseOfTheStandard(int threads) {
        assertEquals(List.of("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"),
                Digests.sha256(
                        List.of(text("abc"), text(""),
                                text("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
                        threads, Progress.NONE));
    }

    /** A tensor of gigabytes is heard of on the way. */
    @Test
    void largePiecesAreReportedOnTheWay() {
        List<Long> heard = new ArrayList<>();
        try (Arena arena = Arena.ofShared()) {
            MemorySegment large = arena.allocate(150L << 20);
            Digests.sha256(List.of(large, text("abc")), 2, (done, total) -> {
                assertEquals(large.byteSize() + 3, total);
                heard.add(done);
            });
        }
        assertEquals(4, heard.size());
        assertEquals((150L << 20) + 3, heard.getLast());
        for (int i = 1; i < heard.size(); i++) {
            assertTrue(heard.get(i) > heard.get(i - 1), heard.toString());
        }
    }

    @Test
    void anInterruptEndsIt() {
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, () -> Digests.sha256(List.of(text("abc")), 1, Progress.NONE));
        assertTrue(Thread.interrupted());
    }
}
