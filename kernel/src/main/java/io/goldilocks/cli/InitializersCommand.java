// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import io.goldilocks.init.Definition;
import io.goldilocks.init.Initializers;
import io.goldilocks.init.Parameter;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;

/** {@code goldilocks initializers}. */
@Command(name = "initializers", sortOptions = false, customSynopsis = "goldilocks initializers [OPTIONS]",
        descriptionHeading = "%n",
        description = {"List the initialisers with their parameters, formulas and sources.",
            "N(m, v) is the normal, U the uniform distribution; a parameter shown with ... has no default."},
        optionListHeading = "%nOptions:%n")
final class InitializersCommand extends BaseCommand implements Callable<Integer> {
    @Option(names = "--json", description = "Print one JSON object instead of text.")
    private boolean json;

    @Override
    public Integer call() {
        new Catalogue().print(out(), json);
        return 0;
    }

    private record Catalogue() implements Report {
        @Override
        public void print(PrintWriter out) {
            for (Definition definition : Initializers.definitions()) {
                out.println(definition.toString().replace("…", "..."));
                out.println("    " + definition.formula());
                out.println("    " + definition.reference());
            }
        }

        @Override
        public void write(JsonGenerator json) {
            json.writeArrayPropertyStart("initializers");
            for (Definition definition : Initializers.definitions()) {
                json.writeStartObject();
                json.writeStringProperty("name", definition.name());
                json.writeArrayPropertyStart("parameters");
                definition.parameters().forEach(parameter -> write(json, parameter));
                json.writeEndArray();
                json.writeStringProperty("formula", definition.formula());
                json.writeStringProperty("reference", definition.reference());
                json.writeEndObject();
            }
            json.writeEndArray();
        }

        private static void write(JsonGenerator json, Parameter<?> parameter) {
            json.writeStartObject();
            json.writeStringProperty("name", parameter.name());
            json.writeStringProperty("values", parameter.values());
            parameter.fallback().ifPresent(text -> json.writeStringProperty("default", text));
            json.writeBooleanProperty("required", parameter.fallback().isEmpty());
            json.writeEndObject();
        }
    }
}
