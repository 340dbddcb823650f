// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.recipe;

import io.goldilocks.model.Dimensions;
import io.goldilocks.model.Place;
import io.goldilocks.model.PlannedTensor;
import io.goldilocks.model.Role;
import io.goldilocks.model.Stack;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which tensors a rule is for: those that pass every condition. An empty set or list is no condition.
 *
 * @param roles the roles
 * @param kind weights or biases
 * @param names globs of the name
 * @param stacks the stacks of the tensor's layer
 * @param models the kinds of models
 * @param layers the first and the last index of the tensor's layer
 */
record Match(Set<Role> roles, Optional<Kind> kind, List<String> names, Set<Stack> stacks, Set<ModelKind> models,
        Optional<LayerRange> layers) {
    /** What multiplies and what is added. */
    enum Kind {
        WEIGHT, BIAS
    }

    /** Which stacks a model has. */
    enum ModelKind {
        ENCODER, DECODER, ENCODER_DECODER;

        static ModelKind of(Dimensions dimensions) {
            if (dimensions.encoderLayers() == 0) {
                return DECODER;
            }
            return dimensions.decoderLayers() == 0 ? ENCODER : ENCODER_DECODER;
        }
    }

    /** Indices of layers, both ends included; a negative one counts from the end, so that −1 is the last layer. */
    record LayerRange(long first, long last) {
        boolean contains(Place.Layer layer) {
            return index(first, layer) <= layer.index() && layer.index() <= index(last, layer);
        }

        private static long index(long bound, Place.Layer layer) {
            return bound < 0 ? layer.count() + bound : bound;
        }
    }

    boolean test(PlannedTensor tensor, ModelKind model) {
        Place place = tensor.place();
        return allows(roles, place.role())
                && kind.map(wanted -> wanted == Kind.BIAS).orElse(place.bias()) == place.bias()
                && (names.isEmpty() || names.stream().anyMatch(glob -> Glob.matches(glob, tensor.spec().name())))
                && (stacks.isEmpty() || place.layer().map(layer -> stacks.contains(layer.stack())).orElse(false))
                && allows(models, model)
                && (layers.isEmpty() || place.layer().map(layers.get()::contains).orElse(false));
    }

    private static <E> boolean allows(Set<E> wanted, E found) {
        return wanted.isEmpty() || wanted.contains(found);
    }
}
