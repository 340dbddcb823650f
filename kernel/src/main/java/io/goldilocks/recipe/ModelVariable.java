// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.recipe;

import io.goldilocks.init.Fans;
import io.goldilocks.model.Dimensions;
import io.goldilocks.model.ModelPlan;
import io.goldilocks.model.Place;
import io.goldilocks.model.PlannedTensor;
import io.goldilocks.model.Role;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What every recipe may use in an expression without defining it: the sizes of the model and the place of the tensor. */
enum ModelVariable {
    /** The width of the residual stream. */
    HIDDEN,
    /** Attention heads of a layer. */
    HEADS,
    /** The width of an attention head's query. */
    HEAD_DIM,
    /** The inner width of an MLP. */
    FFN,
    /** Tokens of the vocabulary. */
    VOCAB,
    /** Layers of the encoder, 0 if there is none. */
    ENCODER_LAYERS,
    /** Layers of the decoder, 0 if there is none. */
    DECODER_LAYERS,
    /** Layers of the tensor's own stack; outside the layers, of the whole model. */
    LAYERS,
    /** The index of the tensor's layer in its stack, from 0. */
    LAYER,
    /** Inputs of the tensor's layer. */
    FAN_IN,
    /** Outputs of the tensor's layer. */
    FAN_OUT;

    static List<String> names() {
        return Arrays.stream(values()).map(ModelVariable::toString).toList();
    }

    static ModelVariable of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** Returns the value, or nothing where the model or the tensor has none; the place is empty for the model as a whole. */
    OptionalLong value(ModelPlan plan, Optional<Place> place) {
        Dimensions model = plan.dimensions();
        Optional<Place.Layer> layer = place.flatMap(Place::layer);
        Optional<Fans> fans = place.flatMap(Place::fans);
        return switch (this) {
            case HIDDEN -> OptionalLong.of(model.hidden());
            case HEADS -> OptionalLong.of(model.heads());
            case HEAD_DIM -> headDim(plan);
            case FFN -> model.ffn();
            case VOCAB -> model.vocab();
            case ENCODER_LAYERS -> OptionalLong.of(model.encoderLayers());
            case DECODER_LAYERS -> OptionalLong.of(model.decoderLayers());
            case LAYERS -> OptionalLong.of(
                    layer.map(Place.Layer::count).orElse(model.encoderLayers() + model.decoderLayers()));
            case LAYER -> layer.map(found -> OptionalLong.of(found.index())).orElse(OptionalLong.empty());
            case FAN_IN -> fans.map(found -> OptionalLong.of(found.in())).orElse(OptionalLong.empty());
            case FAN_OUT -> fans.map(found -> OptionalLong.of(found.out())).orElse(OptionalLong.empty());
        };
    }

    /** Returns the name as recipes write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** By the outputs of the queries; where these are fused with others, by the inputs of what follows. */
    private static OptionalLong headDim(ModelPlan plan) {
        OptionalLong queries = fans(plan, Role.ATTENTION_QUERY).mapToLong(Fans::out).max();
        OptionalLong width = queries.isPresent() ? queries : fans(plan, Role.ATTENTION_OUT).mapToLong(Fans::in).max();
        return width.isPresent() ? OptionalLong.of(width.getAsLong() / plan.dimensions().heads()) : width;
    }

    private static Stream<Fans> fans(ModelPlan plan, Role role) {
        return plan.tensors().stream().map(PlannedTensor::place).filter(place -> place.role() == role && !place.bias())
                .flatMap(place -> place.fans().stream());
    }
}
