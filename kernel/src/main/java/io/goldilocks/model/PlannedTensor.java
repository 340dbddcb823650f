// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import io.goldilocks.init.Initializer;
import io.goldilocks.init.Layout;
import io.goldilocks.init.Part;
import io.goldilocks.tensor.TensorSpec;
import java.util.List;

/**
 * One tensor of a plan.
 *
 * @param spec its name, shape and element type
 * @param layout what its axes mean
 * @param place what it is for and where it stands
 * @param rule what decided its values
 */
public record PlannedTensor(TensorSpec spec, Layout layout, Place place, Rule rule) {
    /**
     * Returns the rule's initialiser.
     *
     * @return how the values are made
     */
    public Initializer initializer() {
        return rule.initializer();
    }

    /**
     * Puts the tensor under another rule.
     *
     * @param other what decides its values instead
     * @return the same tensor otherwise
     */
    public PlannedTensor with(Rule other) {
        return new PlannedTensor(spec, layout, place, other);
    }

    /** The same tensor under another name. */
    PlannedTensor named(String name) {
        return new PlannedTensor(new TensorSpec(name, spec.shape(), spec.dtype()), layout, place, rule);
    }

    /**
     * Resolves the rule.
     *
     * @return disjoint parts that together cover the tensor
     * @throws IllegalArgumentException if rule, layout and shape do not fit each other
     */
    public List<Part> parts() {
        return initializer().parts(spec.shape(), layout);
    }

    /**
     * Says what the rule comes to, in one line for a reader.
     *
     * @return as {@link Initializer#describe}
     * @throws IllegalArgumentException if rule, layout and shape do not fit each other
     */
    public String describe() {
        return initializer().describe(spec.shape(), layout);
    }
}
