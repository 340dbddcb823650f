// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.distribution.Distribution;
import io.goldilocks.distribution.Uniform;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import java.util.List;

/**
 * The dynamics of a selective state space. Logarithms and exponentials are those of {@link StrictMath} in f64, rounded once.
 *
 * <p>Source: Gu and Dao, <i>Mamba</i>, 2023; Dao and Gu, <i>Transformers are SSMs</i>, 2024; transformers 5.18,
 * {@code modeling_mamba.py} and {@code modeling_mamba2.py}; Megatron-LM, {@code mamba_mixer.py}.
 */
public sealed interface Mamba extends Initializer {
    /**
     * Returns what the elements are.
     *
     * @param shape the whole tensor's shape
     * @return the content
     * @throws IllegalArgumentException if the rule does not fit the shape
     */
    Content content(Shape shape);

    @Override
    default List<Part> parts(Shape shape, Layout layout) {
        return List.of(new Part(Slice.whole(shape), content(shape)));
    }

    @Override
    default List<Fans> fans(Shape shape, Layout layout) {
        return List.of();
    }

    /** {@code A_log} as the logarithm of 1, 2, 3 and so on along the last axis: of the states, or of Mamba-2's heads. */
    record LogCount() implements Mamba {
        static final Definition DEFINITION = new Definition("mamba_a_log", "ln(1 + index on the last axis)",
                "Gu and Dao 2023, Mamba; transformers Mamba and Mamba-2", form -> new LogCount());

        @Override
        public Content content(Shape shape) {
            if (shape.rank() == 0) {
                throw new IllegalArgumentException(this + " does not fit shape []: expected at least one axis");
            }
            return new Count(shape.extent(shape.rank() - 1));
        }

        /** Returns the written form, {@code mamba_a_log}. */
        @Override
        public String toString() {
            return "mamba_a_log";
        }

        private record Count(long states) implements Content.Indexed {
            @Override
            public double at(long index) {
                return StrictMath.log(1.0 + index % states);
            }

            @Override
            public double greatest() {
                return StrictMath.log(1.0 + states);
            }

            @Override
            public String toString() {
                return new LogCount().toString();
            }
        }
    }

    /**
     * {@code A_log} as the logarithm of a uniform variable.
     *
     * @param low the lower bound of the variable, greater than 0
     * @param high its upper bound, finite, at least {@code low}
     */
    record LogUniform(double low, double high) implements Mamba, Content.Mapped {
        private static final Parameter<Double> LOW = Parameter.number("low", 1);
        private static final Parameter<Double> HIGH = Parameter.number("high", 16);
        static final Definition DEFINITION = new Definition("mamba2_a_log", "ln(U(low, high))",
                "Dao and Gu 2024, Mamba-2; Megatron-LM", form -> new LogUniform(LOW.of(form), HIGH.of(form)), LOW,
                HIGH);

        /**
         * Checks the bounds.
         *
         * @throws IllegalArgumentException if they are not 0 {@literal <} low ≤ high, finite
         */
        public LogUniform {
            if (!(low > 0 && low <= high) || high == Double.POSITIVE_INFINITY) {
                throw new IllegalArgumentException("mamba2_a_log low " + low + " and high " + high
                        + " are malformed: expected finite 0 < low <= high");
            }
        }

        @Override
        public Content content(Shape shape) {
            return this;
        }

        @Override
        public Distribution base() {
            return new Uniform(low, high);
        }

        @Override
        public double map(double sample) {
            return StrictMath.log(sample);
        }

        @Override
        public double greatest() {
            return Math.max(Math.abs(StrictMath.log(low)), Math.abs(StrictMath.log(high)));
        }

        /** Returns the written form, for example {@code mamba2_a_log(low=1.0,high=16.0)}. */
        @Override
        public String toString() {
            return "mamba2_a_log(low=" + low + ",high=" + high + ")";
        }
    }

    /**
     * {@code dt_bias} such that softplus makes of it a step that is spread evenly over orders of magnitude:
     * dt + ln(1 − e^−dt), which undoes softplus, with dt = max(floor, exp(U(ln min, ln max))).
     *
     * @param min the least step, greater than 0
     * @param max the greatest step, finite, at least {@code min}
     * @param floor what smaller steps are raised to, greater than 0 and at most {@code max}
     */
    record StepBias(double min, double max, double floor) implements Mamba, Content.Mapped {
        private static final Parameter<Double> MIN = Parameter.number("dt_min", 0.001);
        private static final Parameter<Double> MAX = Parameter.number("dt_max", 0.1);
        private static final Parameter<Double> FLOOR = Parameter.number("dt_floor", 1e-4);
        static final Definition DEFINITION = new Definition("mamba_dt_bias",
                "dt + ln(1 − e^−dt), dt = max(dt_floor, exp(U(ln dt_min, ln dt_max))): softplus of it is dt",
                "Gu and Dao 2023, Mamba; transformers Mamba and Mamba-2",
                form -> new StepBias(MIN.of(form), MAX.of(form), FLOOR.of(form)), MIN, MAX, FLOOR);

        /**
         * Checks the steps.
         *
         * @throws IllegalArgumentException if they are not 0 {@literal <} min ≤ max, finite, and 0 {@literal <} floor ≤ max
         */
        public StepBias {
            if (!(min > 0 && min <= max) || !(floor > 0 && floor <= max) || max == Double.POSITIVE_INFINITY) {
                throw new IllegalArgumentException("mamba_dt_bias dt_min " + min + ", dt_max " + max + " and dt_floor "
                        + floor + " are malformed: expected finite 0 < dt_min <= dt_max and 0 < dt_floor <= dt_max");
            }
        }

        @Override
        public Content content(Shape shape) {
            return this;
        }

        @Override
        public Distribution base() {
            return new Uniform(StrictMath.log(min), StrictMath.log(max));
        }

        @Override
        public double map(double sample) {
            double dt = Math.max(floor, StrictMath.exp(sample));
            return dt + StrictMath.log(-StrictMath.expm1(-dt));
        }

        @Override
        public double greatest() {
            return Math.max(Math.abs(map(Math.max(StrictMath.log(min), StrictMath.log(floor)))),
                    Math.abs(map(StrictMath.log(max))));
        }

        /** Returns the written form, for example {@code mamba_dt_bias(dt_min=0.001,dt_max=0.1,dt_floor=1.0E-4)}. */
        @Override
        public String toString() {
            return "mamba_dt_bias(dt_min=" + min + ",dt_max=" + max + ",dt_floor=" + floor + ")";
        }
    }
}
