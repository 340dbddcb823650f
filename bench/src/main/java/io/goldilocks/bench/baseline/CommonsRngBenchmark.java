// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.baseline;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Commons RNG 1.7: its generators, normals by its modified ziggurat. */
public class CommonsRngBenchmark extends GeneratorBenchmark {
    /** The generator: the one that the kernel has too, and one of the fastest. */
    @Param({"PHILOX_4X32", "XO_RO_SHI_RO_128_PP"})
    public RandomSource source;

    private UniformRandomProvider provider;
    private ContinuousSampler normals;

    /** Makes the state; JMH sets the parameters. */
    public CommonsRngBenchmark() {}

    /** Seeds the generator. */
    @Setup(Level.Trial)
    public final void prepare() {
        provider = source.create(SEED);
        normals = ZigguratSampler.NormalizedGaussian.of(provider);
    }

    @Override
    protected String measured() {
        return "Commons RNG 1.7";
    }

    @Override
    protected double nextNormal() {
        return normals.sample();
    }

    @Override
    protected float nextUniform() {
        return provider.nextFloat();
    }
}
