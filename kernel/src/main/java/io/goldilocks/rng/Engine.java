// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.rng;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The generators of which a stream's words can be made. All are functions of a key and a counter, without state, so that any
 * word can be computed alone.
 */
public enum Engine {
    /** Philox4x32-10 of Salmon et al., the default: it passes the statistical tests of BigCrush and PractRand. */
    PHILOX4X32_10("philox4x32-10", 4, 1, 2),
    /**
     * ChaCha of Bernstein with 8 rounds: a cipher against which no attack is known that is faster than trying all keys, and
     * with fewer operations for a word.
     */
    CHACHA8("chacha8", 16, 4, 4),
    /**
     * Threefry4x32 of Salmon et al. with 13 rounds, the fastest. Its authors knew of no statistical flaw from 12 rounds on, as of
     * September 2011, and have 20 by default for the margin of safety; here that margin is one round. Their Threefry2x64 failed
     * with 13 rounds, two months later, in a test that was longer than BigCrush's. It is no cipher.
     *
     * <p>Source: <a href="https://github.com/DEShawResearch/random123">Random123</a>, documentation of {@code Threefry4x32_R} and
     * {@code Threefry2x64_R}.
     */
    THREEFRY4X32_13("threefry4x32-13", 4, 1, 1);

    private final String id;
    private final int wordsPerBlock;
    private final int alignment;
    private final int tilesPerStep;

    Engine(String id, int wordsPerBlock, int alignment, int tilesPerStep) {
        this.id = id;
        this.wordsPerBlock = wordsPerBlock;
        this.alignment = alignment;
        this.tilesPerStep = tilesPerStep;
    }

    /**
     * Reads a name.
     *
     * @param id the name, such as {@code chacha8}
     * @return the engine
     * @throws IllegalArgumentException if there is none of the name
     */
    public static Engine parse(String id) {
        return Arrays.stream(values()).filter(engine -> engine.id.equals(id)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("engine '" + id + "' is unknown: expected one of "
                        + Arrays.stream(values()).map(Engine::toString).collect(Collectors.joining(", "))));
    }

    /** Returns the name that recipes and files hold. */
    @Override
    public String toString() {
        return id;
    }

    /**
     * Returns where {@link Words#generate} may begin.
     *
     * @return what the number of its first tile must be a multiple of
     */
    public int alignment() {
        return alignment;
    }

    /**
     * Returns how many tiles one step of the vector kernels makes.
     *
     * @return what the number of tiles of {@link Words#generate} must be a multiple of; itself a multiple of the alignment
     */
    public int tilesPerStep() {
        return tilesPerStep;
    }

    /** The words that one counter gives. */
    int wordsPerBlock() {
        return wordsPerBlock;
    }
}
