// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;

class LanesTest {
    /** The build runs the suite again with -XX:MaxVectorSize and names the width that must come of it. */
    @Test
    void widthIsTheOneThatTheBuildAskedFor() {
        Integer wanted = Integer.getInteger("goldilocks.test.width");
        System.out.println("[vectors] " + Lanes.BITS + " bits");
        assumeTrue(wanted != null, "the suite runs at the CPU's own width of " + Lanes.BITS + " bits");
        assumeTrue(wanted <= Lanes.BITS, "this CPU has no vectors of " + wanted + " bits, only of " + Lanes.BITS);
        assertEquals(wanted, Lanes.BITS);
    }

    @Test
    void lanesFitTogether() {
        assertEquals(Lanes.BITS / 32, Lanes.INT.length());
        assertEquals(Lanes.INT.length(), Lanes.FLOAT.length());
        assertEquals(Lanes.INT.length(), Lanes.HALF_SHORT.length());
        assertEquals(Lanes.BITS / 64, Lanes.LONG.length());
        assertEquals(Lanes.LONG.length(), Lanes.DOUBLE.length());
        assertEquals(Lanes.DOUBLE.length(), Lanes.HALF_INT.length());
        assertEquals(0, 16 % Lanes.INT.length(), "a row of a tile is a whole number of vectors");
    }
}
