// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.fill;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.goldilocks.distribution.Distribution;
import io.goldilocks.distribution.Normal;
import io.goldilocks.distribution.Uniform;
import io.goldilocks.init.Part;
import io.goldilocks.rng.Engine;
import io.goldilocks.rng.TensorStream;
import io.goldilocks.tensor.DType;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import io.goldilocks.tensor.TensorSpec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The bits of stream format 3, pinned: SHA-256 of 1,000,003 elements of tensor "golden" under seed 20251, normal with mean
 * 0.25 and std 1.5, then uniform on [−2, 3). The hashes do not come from the code that they test, but for that of the F64
 * normal: they are of what stream.py makes and torch 2.13 rounds, and for the F64 uniform of NumPy's 80-bit floats. If this
 * test fails, a published checkpoint can no longer be made again: either mend the code, or raise the format's version.
 */
class GoldenFillTest {
    private static final long SEED = 20251;

    @ParameterizedTest
    @CsvSource({
        "F64, ecd51485fffc244c98e339f22f574e8f90600d363b115a93bdf8dd507602fd3b, 250dcdf57e5f56ef27d4c78b540e3a03358a8f94b15b9ab7ed396f4fc87e22c2",
        "F32, 61fef282ac717fa68cfc0816c7d04c9ec58ed1fdcfa5e430ffde25b75c6036fb, 9f952792951cb960c48173684835d020b4d7b68b2b1c0b193ca1637e5ad580a6",
        "F16, 79742bee41834c4a00a45d9ab94287c5caec025ab0a3cb99180da2bc3d57c8ef, 56b489fdef409b15d3fdc8213eaf111827a6ace21f28a1bd012411e101d49f9c",
        "BF16, 9bfbc16fc2277509719187f9ed24dcd4341f4b5c30c6d318946bd59fc2538535, 792fc382d8d8461fb5d9e2b730715103f683146c034f14491d70717b1295ff8c",
        "F8_E4M3, 3511ff3b0e717a50b5051bbcd991653273324b4143b496a9461d02ea26b1bf49, bc68e199c1473e9aa7dd8785703cc73b52a266597735f758f32dab59d9a1af46",
        "F8_E5M2, 8e75facae069d1eb0eb16f4e28bec50f809049a04f00e71b763c058340f60e12, d874f88ad65db9816fd40fdd79247c0bf7617796ddbd74b7464b27f8fc250a71"})
    void bitsAreThoseOfTheFormat(DType type, String normal, String uniform)
            throws IOException, NoSuchAlgorithmException {
        assertHashes(Engine.PHILOX4X32_10, type, normal, uniform);
    }

    @ParameterizedTest
    @CsvSource({
        "CHACHA8, F32, 9b92e5d0c1dbfda304968f85c7a6f86a54518a753eb8fdba7afd26e0314c373c, 65dd5687ae99a0c8a209393ad18465d75284024870e719b2a023401978a4b7e7",
        "CHACHA8, BF16, c943a87529dceba90f7b149c57128d6aea6fc094cad2cf332dc45ef2662ea502, a27b6d4986c9930859c0bebb2f348417e2a0da8d2241869524577314330ec36d",
        "THREEFRY4X32_13, F32, ac5b0087bab2fcd978784d8be5d4177ff3f4b84b26c9f5d99389e136bfc2adc6, 7e051f71ac36b7d9d0602d1ea09e84edeab1406a5eb12bd815bf88a45a4cf797",
        "THREEFRY4X32_13, BF16, 14c327ef926664ff3c1405d957b7f799a1fb101caf3576effb88b57e80b4220d, d1e59308867ce9f917eb831ac75af4211286311ccc80e06e376f50368e3c1f86"})
    void bitsAreThoseOfTheFormatByOtherEngines(Engine engine, DType type, String normal, String uniform)
            throws IOException, NoSuchAlgorithmException {
        assertHashes(engine, type, normal, uniform);
    }

    private static void assertHashes(Engine engine, DType type, String normal, String uniform)
            throws IOException, NoSuchAlgorithmException {
        TensorSpec tensor = new TensorSpec("golden", Shape.of(1_000_003), type);
        Slice whole = Slice.whole(tensor.shape());
        byte[] bytes = new byte[Math.toIntExact(tensor.byteSize())];
        try (Filler filler = new Filler(2)) {
            for (Distribution distribution : List.of(new Normal(0.25, 1.5), new Uniform(-2, 3))) {
                Part part = new Part(whole, distribution);
                filler.fill(List.of(new FillTask(tensor, whole, List.of(part),
                        TensorStream.of(engine, SEED, tensor.name()),
                        new FillTask.InMemory(MemorySegment.ofArray(bytes)), 0)), Progress.NONE);
                String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
                assertEquals(distribution instanceof Normal ? normal : uniform, hash, part.toString());
            }
        }
    }
}
