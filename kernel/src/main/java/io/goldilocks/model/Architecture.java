// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

/**
 * A body with a head on it: what one model class of transformers builds.
 *
 * @param name the Python class, as a config's {@code architectures} names it
 * @param prefix the module that holds the body, or nothing if the body's names stand alone
 * @param body adds the body's tensors, in state-dict order
 * @param head adds the head's
 */
record Architecture(String name, String prefix, Body body, Head head) {
    /** The part of a model that all its classes share. */
    interface Body {
        /** Reads the fields, adds every tensor, and says how large the model is. */
        Dimensions add(ModelConfig config, PlanBuilder plan);
    }

    /** What stands on a body. */
    interface Head {
        void add(ModelConfig config, PlanBuilder plan, Dimensions body);
    }

    Dimensions add(ModelConfig config, PlanBuilder plan) {
        Dimensions dimensions = body.add(config, prefix.isEmpty() ? plan : plan.inside(prefix));
        head.add(config, plan, dimensions);
        return dimensions;
    }
}
