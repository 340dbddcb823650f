// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import java.util.List;

/**
 * Positions as sines and cosines of geometrically spaced wavelengths: pair i of row p has the angle p·base^(−i/n). Sines and
 * cosines are those of {@link StrictMath} in f64, rounded once.
 *
 * <p>Source: Vaswani et al., <i>Attention is all you need</i>, 2017, section 3.5: interleaved, n = dim/2. tensor2tensor and
 * Whisper have all sines before all cosines and n = dim/2 − 1, so that the last wavelength is 2π·base itself.
 *
 * @param base what the wavelengths end at, divided by 2π; finite and greater than 1
 * @param order how sines and cosines follow each other
 * @param inclusive whether the last wavelength is 2π·base, rather than the one after the last
 */
public record Sinusoid(double base, Order order, boolean inclusive) implements Initializer {
    /** How sines and cosines follow each other in a row. */
    public enum Order {
        /** The sine of each pair before its cosine. */
        INTERLEAVED,
        /** All sines before all cosines. */
        HALVES;

        /** Returns the written name, for example {@code halves}. */
        @Override
        public String toString() {
            return Names.of(this);
        }
    }

    private static final Parameter<Double> BASE = Parameter.number("base", 10000);
    private static final Parameter<Order> ORDER = Parameter.word("order", Order.class, "order").or("interleaved");
    private static final Parameter<Boolean> INCLUSIVE = Parameter.flag("inclusive").or("false");

    static final List<Definition> DEFINITIONS = List.of(new Definition("sinusoid",
            "sin and cos of row·base^(−i/n) for pair i, n = dim/2, or dim/2 − 1 if inclusive",
            "Vaswani et al. 2017; Whisper with order=halves,inclusive=true",
            form -> new Sinusoid(BASE.of(form), ORDER.of(form), INCLUSIVE.of(form)), BASE, ORDER, INCLUSIVE));

    /**
     * Checks the base.
     *
     * @throws IllegalArgumentException if it is not finite and greater than 1
     */
    public Sinusoid {
        if (!(base > 1) || base == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(
                    "sinusoid base " + base + " is malformed: expected a finite value greater than 1");
        }
    }

    @Override
    public List<Part> parts(Shape shape, Layout layout) {
        long dim = shape.rank() == 2 ? shape.extent(1) : 0;
        if (dim < 2 || dim % 2 != 0 || (inclusive && dim < 4)) {
            throw new IllegalArgumentException(this + " does not fit shape " + shape
                    + ": expected [positions, dim] with an even dim" + (inclusive ? " of at least 4" : ""));
        }
        return List.of(new Part(Slice.whole(shape), new Waves(this, dim / 2)));
    }

    @Override
    public List<Fans> fans(Shape shape, Layout layout) {
        return List.of();
    }

    /** Returns the written form, for example {@code sinusoid(base=10000.0,order=interleaved,inclusive=false)}. */
    @Override
    public String toString() {
        return "sinusoid(base=" + base + ",order=" + order + ",inclusive=" + inclusive + ")";
    }

    private record Waves(Sinusoid rule, long pairs) implements Content.Indexed {
        @Override
        public double at(long index) {
            long row = index / (2 * pairs);
            long column = index % (2 * pairs);
            boolean interleaved = rule.order == Order.INTERLEAVED;
            long pair = interleaved ? column / 2 : column % pairs;
            boolean cosine = interleaved ? column % 2 == 1 : column >= pairs;
            double angle = row / StrictMath.pow(rule.base, (double) pair / (rule.inclusive ? pairs - 1 : pairs));
            return cosine ? StrictMath.cos(angle) : StrictMath.sin(angle);
        }

        @Override
        public double greatest() {
            return 1;
        }

        @Override
        public String toString() {
            return rule.toString();
        }
    }
}
