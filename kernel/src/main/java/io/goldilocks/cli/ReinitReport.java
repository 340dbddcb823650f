// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import io.goldilocks.TensorProvenance;
import io.goldilocks.tensor.TensorSpec;
import java.io.PrintWriter;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/**
 * What was made anew, or would be.
 *
 * @param path the checkpoint
 * @param tensors the tensors and how they are made
 * @param planned whether nothing was done yet
 * @param seconds how long it took
 */
record ReinitReport(String path, List<TensorProvenance> tensors, boolean planned, double seconds) implements Report {
    @Override
    public void print(PrintWriter out) {
        if (planned) {
            Table table = new Table("name", "shape", "dtype", "initialiser", ">bytes");
            for (TensorProvenance tensor : tensors) {
                TensorSpec spec = tensor.tensor();
                table.row(spec.name(), spec.shape().toString(), spec.dtype().name(),
                        tensor.initializer().describe(spec.shape(), tensor.layout()), Text.grouped(spec.byteSize()));
            }
            table.print(out);
            out.println();
        }
        out.println((planned ? "would change " : "changed ") + Text.counted(tensors.size(), "tensor") + " of "
                + Text.printable(path) + " with seed " + tensors.getFirst().seed() + ": "
                + (planned ? Text.counted(bytes(), "byte") : WriteOptions.speed(bytes(), seconds)));
    }

    @Override
    public void write(JsonGenerator json) {
        json.writeStringProperty("path", path);
        json.writeBooleanProperty("dry_run", planned);
        json.writeNumberProperty("seed", tensors.getFirst().seed());
        json.writeArrayPropertyStart("tensors");
        for (TensorProvenance tensor : tensors) {
            json.writeStartObject();
            Json.tensor(json, tensor.tensor());
            json.writeStringProperty("layout", tensor.layout().toString());
            json.writeStringProperty("initializer", tensor.initializer().toString());
            json.writeEndObject();
        }
        json.writeEndArray();
        Json.totals(json, tensors.size(),
                tensors.stream().mapToLong(tensor -> tensor.tensor().shape().elementCount()).sum(),
                bytes());
        json.writeNumberProperty("seconds", seconds);
    }

    private long bytes() {
        return tensors.stream().mapToLong(tensor -> tensor.tensor().byteSize()).sum();
    }
}
