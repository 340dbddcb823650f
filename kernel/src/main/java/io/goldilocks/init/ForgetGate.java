// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.distribution.Constant;
import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import java.util.ArrayList;
import java.util.List;

/**
 * The bias of gates that are stored one after the other, with a constant for one of them, so that an LSTM remembers at first.
 * torch and Keras order the four gates of an LSTM as input, forget, cell, output. torch adds two such biases; one of them
 * should then be zeros.
 *
 * <p>Source: Gers et al., <i>Learning to forget</i>, 2000; Jozefowicz et al., <i>An empirical exploration of recurrent network
 * architectures</i>, 2015; Keras, {@code unit_forget_bias}.
 *
 * @param val the constant, finite
 * @param gate the index of the gate, from 0
 * @param gates how many gates there are, more than {@code gate}
 * @param of the initialiser of the other gates
 */
public record ForgetGate(double val, long gate, long gates, Initializer of) implements Initializer {
    private static final Parameter<Double> VAL = Parameter.number("val", 1);
    private static final Parameter<Long> GATE = Parameter.whole("gate").or("1");
    private static final Parameter<Long> GATES = Parameter.whole("gates").or("4");
    private static final Parameter<Initializer> OF = Parameter.rule("of").or("zeros");

    static final List<Definition> DEFINITIONS = List.of(new Definition("forget_gate",
            "val for one of the gates along the first axis, the rest as another initialiser has it",
            "Jozefowicz et al. 2015; Keras unit_forget_bias",
            form -> new ForgetGate(VAL.of(form), GATE.of(form), GATES.of(form), OF.of(form)), VAL, GATE, GATES, OF));

    /**
     * Checks the parameters.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public ForgetGate {
        if (!Double.isFinite(val) || gate < 0 || gate >= gates) {
            throw new IllegalArgumentException("forget_gate val " + val + ", gate " + gate + " and gates " + gates
                    + " are malformed: expected a finite val and 0 <= gate < gates");
        }
    }

    @Override
    public List<Fans> fans(Shape shape, Layout layout) {
        return of.fans(shape, layout);
    }

    @Override
    public List<Part> parts(Shape shape, Layout layout) {
        if (shape.rank() == 0 || shape.extent(0) % gates != 0) {
            throw new IllegalArgumentException(this + " does not fit shape " + shape + ": expected a first axis that "
                    + gates + " gates divide");
        }
        long size = shape.extent(0) / gates;
        List<Slice.Range> ranges = new ArrayList<>(Slice.whole(shape).ranges());
        ranges.set(0, new Slice.Range(gate * size, (gate + 1) * size));
        Slice box = new Slice(ranges);
        List<Part> parts = new ArrayList<>(Overlay.without(of.parts(shape, layout), box));
        parts.add(new Part(box, new Constant(val)));
        return List.copyOf(parts);
    }

    /** Returns the written form, for example {@code forget_gate(val=1.0,gate=1,gates=4,of=zeros)}. */
    @Override
    public String toString() {
        return "forget_gate(val=" + val + ",gate=" + gate + ",gates=" + gates + ",of=" + of + ")";
    }
}
