// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import java.util.List;
import java.util.function.Function;

/** A name that {@link Initializers#parse} knows, and all that there is to say of it. Immutable. */
public final class Definition {
    private final String name;
    private final List<Parameter<?>> parameters;
    private final String formula;
    private final String reference;
    private final Function<WrittenForm, Initializer> factory;

    /** Defines a name; the factory reads the parameters that stand after it. */
    Definition(String name, String formula, String reference, Function<WrittenForm, Initializer> factory,
            Parameter<?>... parameters) {
        this.name = name;
        this.parameters = List.of(parameters);
        this.formula = formula;
        this.reference = reference;
        this.factory = factory;
    }

    /** Makes the initialiser that a written form of this name stands for. */
    Initializer make(WrittenForm form) {
        form.requireOnly(parameters.stream().map(Parameter::name).toList());
        return factory.apply(form);
    }

    /**
     * Returns the name.
     *
     * @return for example {@code xavier_uniform}
     */
    public String name() {
        return name;
    }

    /**
     * Returns the parameters.
     *
     * @return the parameters in the order in which they are printed
     */
    public List<Parameter<?>> parameters() {
        return parameters;
    }

    /**
     * Says what the values are.
     *
     * @return a formula in terms of the parameters and the fans
     */
    public String formula() {
        return formula;
    }

    /**
     * Says where the formula comes from.
     *
     * @return a paper, or a library and the name that it has there
     */
    public String reference() {
        return reference;
    }

    /** Returns the name with its parameters and defaults, for example {@code normal(mean=0.0,std=1.0)}. */
    @Override
    public String toString() {
        return parameters.isEmpty()
                ? name
                : name + parameters.stream()
                        .map(parameter -> parameter.name() + "=" + parameter.fallback().orElse("…"))
                        .collect(java.util.stream.Collectors.joining(",", "(", ")"));
    }
}
