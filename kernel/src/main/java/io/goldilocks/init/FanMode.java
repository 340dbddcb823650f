// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

/** Which of a layer's two fans scales its weights; torch's {@code mode}. */
public enum FanMode {
    /** Keeps the variance of the activations in the forward pass. */
    FAN_IN,
    /** Keeps the variance of the gradients in the backward pass. */
    FAN_OUT;

    /**
     * Finds a mode by its written name.
     *
     * @param name {@code fan_in} or {@code fan_out}
     * @return the mode
     * @throws IllegalArgumentException for another name; the message lists the two
     */
    public static FanMode parse(String name) {
        return Names.parse(FanMode.class, "fan mode", name);
    }

    /**
     * Selects one fan.
     *
     * @param fans both
     * @return the one that this mode names
     */
    public long of(Fans fans) {
        return this == FAN_IN ? fans.in() : fans.out();
    }

    /** Returns the written name, for example {@code fan_in}. */
    @Override
    public String toString() {
        return Names.of(this);
    }
}
