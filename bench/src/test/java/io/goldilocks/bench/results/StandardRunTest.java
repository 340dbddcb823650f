// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.runner.BenchmarkListEntry;

class StandardRunTest {
    /** A leg without benchmarks would be left out of the run in silence; the peers are there in their profile alone. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8, 96})
    void everyLegHasBenchmarksThatKnowItsParameters(int cores) {
        for (StandardRun.Leg leg : StandardRun.legs(cores)) {
            if (!leg.include().startsWith("peers.")) {
                assertTrue(!leg.entries().isEmpty(), leg.toString());
            }
            for (BenchmarkListEntry entry : leg.entries()) {
                Set<String> unknown = new HashSet<>(leg.params().keySet());
                unknown.removeAll(entry.getParams().get().keySet());
                assertEquals(Set.of(), unknown, leg.toString());
            }
        }
    }

    /** At seven seconds a row, 160 rows are less than twenty minutes; what stands outside the legs comes on top. */
    @Test
    void twoCoresTakeTwentyMinutes() {
        int rows = StandardRun.legs(2).stream().mapToInt(StandardRun.Leg::rows).sum();
        assertTrue(rows > 60 && rows <= 160, rows + " rows");
    }

    @Test
    void threadsGoUpToAllCores() {
        List<String> threads = StandardRun.legs(12).stream().filter(leg -> leg.params().containsKey("threads"))
                .findFirst()
                .orElseThrow().params().get("threads");
        assertEquals(List.of("2", "4", "8", "12"), threads);
    }
}
