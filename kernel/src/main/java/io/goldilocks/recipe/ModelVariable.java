// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.recipe;

import io.goldilocks.init.Fans;
import io.goldilocks.model.Dimensions;
import io.goldilocks.model.Place;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.BiFunction;

/** What every recipe may use in an expression without defining it: the sizes of the model and the place of the tensor. */
enum ModelVariable {
    /** The width of the residual stream. */
    HIDDEN((model, place) -> OptionalDouble.of(model.hidden())),
    /** Attention heads of a layer. */
    HEADS((model, place) -> OptionalDouble.of(model.heads())),
    /** The inner width of an MLP. */
    FFN((model, place) -> widened(model.ffn())),
    /** Tokens of the vocabulary. */
    VOCAB((model, place) -> widened(model.vocab())),
    /** Layers of the encoder, 0 if there is none. */
    ENCODER_LAYERS((model, place) -> OptionalDouble.of(model.encoderLayers())),
    /** Layers of the decoder, 0 if there is none. */
    DECODER_LAYERS((model, place) -> OptionalDouble.of(model.decoderLayers())),
    /** Layers of the tensor's own stack; outside the layers, of the whole model. */
    LAYERS((model, place) -> OptionalDouble.of(place.flatMap(Place::layer).map(Place.Layer::count)
            .orElse(model.encoderLayers() + model.decoderLayers()))),
    /** The index of the tensor's layer in its stack, from 0. */
    LAYER((model, place) -> place.flatMap(Place::layer).map(layer -> OptionalDouble.of(layer.index()))
            .orElse(OptionalDouble.empty())),
    /** Inputs of the tensor's layer. */
    FAN_IN((model, place) -> fans(place).map(fans -> OptionalDouble.of(fans.in())).orElse(OptionalDouble.empty())),
    /** Outputs of the tensor's layer. */
    FAN_OUT((model, place) -> fans(place).map(fans -> OptionalDouble.of(fans.out())).orElse(OptionalDouble.empty()));

    private final BiFunction<Dimensions, Optional<Place>, OptionalDouble> value;

    ModelVariable(BiFunction<Dimensions, Optional<Place>, OptionalDouble> value) {
        this.value = value;
    }

    static List<String> names() {
        return Arrays.stream(values()).map(ModelVariable::toString).toList();
    }

    static ModelVariable of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** Returns the value, or nothing where the model or the tensor has none; the place is empty for the model as a whole. */
    OptionalDouble value(Dimensions model, Optional<Place> place) {
        return value.apply(model, place);
    }

    /** Returns the name as recipes write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static OptionalDouble widened(OptionalLong size) {
        return size.isPresent() ? OptionalDouble.of(size.getAsLong()) : OptionalDouble.empty();
    }

    private static Optional<Fans> fans(Optional<Place> place) {
        return place.flatMap(Place::fans);
    }
}
