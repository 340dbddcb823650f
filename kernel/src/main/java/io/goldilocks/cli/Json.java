// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.TensorSpec;
import java.io.PrintWriter;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/** JSON for machines: one object on one line, in ASCII. */
final class Json {
    private Json() {}

    /** Prints an object whose fields the body writes. */
    static void print(PrintWriter out, Consumer<JsonGenerator> body) {
        JsonFactory factory = JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                .disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();
        try (JsonGenerator json = factory.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            body.accept(json);
            json.writeEndObject();
        }
        out.println();
    }

    /** Writes what a tensor is, into an object that is open. */
    static void tensor(JsonGenerator json, TensorSpec tensor) {
        json.writeStringProperty("name", tensor.name());
        json.writeStringProperty("dtype", tensor.dtype().name());
        shape(json, tensor.shape());
    }

    static void shape(JsonGenerator json, Shape shape) {
        json.writeArrayPropertyStart("shape");
        for (long extent : shape.extents()) {
            json.writeNumber(extent);
        }
        json.writeEndArray();
    }

    /** Writes the totals of a checkpoint, into an object that is open. */
    static void totals(JsonGenerator json, int tensors, long parameters, long bytes) {
        json.writeNumberProperty("tensor_count", tensors);
        json.writeNumberProperty("parameters", parameters);
        json.writeNumberProperty("bytes", bytes);
    }
}
