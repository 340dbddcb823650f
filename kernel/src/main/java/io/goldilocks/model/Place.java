// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.model;

import io.goldilocks.init.Fans;
import java.util.Optional;

/**
 * What a tensor is for and where in the model it stands.
 *
 * @param role what it is for
 * @param bias whether it is added rather than multiplied: the bias of a dense layer, or the shift of a norm
 * @param layer the layer it belongs to, or nothing outside the layers
 * @param expert whether it belongs to one of a mixture's routed experts
 * @param fans the fans of the layer that the tensor belongs to, for a bias those of the weight beside it; nothing for a tensor
 *     that multiplies no inputs
 */
public record Place(Role role, boolean bias, Optional<Layer> layer, boolean expert, Optional<Fans> fans) {
    /**
     * One layer of a stack.
     *
     * @param stack the stack
     * @param index the layer's index, from 0
     * @param count how many layers the stack has
     */
    public record Layer(Stack stack, int index, int count) {}
}
