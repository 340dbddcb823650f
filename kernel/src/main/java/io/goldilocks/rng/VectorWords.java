// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.rng;

/** {@link ScalarWords} on vectors, bit for bit: each engine has a kernel of its own. */
public final class VectorWords implements Words {
    private final VectorChaCha8 chaCha8 = new VectorChaCha8();

    /** Makes the vector twin. */
    public VectorWords() {}

    @Override
    public void generate(TensorStream stream, long firstTile, int tiles, int[] out) {
        switch (stream.engine()) {
            case PHILOX4X32_10 -> VectorPhilox4x32.generate(stream, firstTile, tiles, out);
            case CHACHA8 -> chaCha8.generate(stream, firstTile, tiles, out);
            case THREEFRY4X32_13 -> VectorThreefry4x32.generate(stream, firstTile, tiles, out);
        }
    }
}
