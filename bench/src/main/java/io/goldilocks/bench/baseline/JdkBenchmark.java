// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.baseline;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * The JDK's generators: normals by the modified ziggurat of {@code RandomGenerator}, except that {@code Random} has the polar
 * method and takes a lock for every value.
 */
public class JdkBenchmark extends GeneratorBenchmark {
    /** The generator by its registered name. */
    @Param({"L64X128MixRandom", "SplittableRandom", "Random"})
    public String algorithm;

    private RandomGenerator generator;

    /** Makes the state; JMH sets the parameters. */
    public JdkBenchmark() {}

    /** Seeds the generator. */
    @Setup(Level.Trial)
    public final void prepare() {
        generator = RandomGeneratorFactory.of(algorithm).create(SEED);
    }

    @Override
    protected String measured() {
        return "JDK " + Runtime.version();
    }

    @Override
    protected double nextNormal() {
        return generator.nextGaussian();
    }

    @Override
    protected float nextUniform() {
        return generator.nextFloat();
    }
}
