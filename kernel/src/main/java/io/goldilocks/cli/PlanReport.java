// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import io.goldilocks.init.Fans;
import io.goldilocks.model.ModelPlan;
import io.goldilocks.model.PlannedTensor;
import io.goldilocks.tensor.TensorSpec;
import java.io.PrintWriter;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/**
 * A plan for a reader or a machine.
 *
 * @param source where the config came from
 * @param plan the plan
 */
record PlanReport(String source, ModelPlan plan) implements Report {
    @Override
    public void print(PrintWriter out) {
        Table table = new Table("name", "shape", "dtype", "initialiser", ">bytes");
        for (PlannedTensor tensor : plan.tensors()) {
            TensorSpec spec = tensor.spec();
            table.row(spec.name(), spec.shape().toString(), spec.dtype().name(), tensor.describe(),
                    Text.grouped(spec.byteSize()));
        }
        table.print(out);
        out.println();
        out.println(
                plan.family() + " from " + Text.printable(source) + ": " + Text.counted(plan.tensors().size(), "tensor")
                        + ", " + Text.counted(plan.parameterCount(), "parameter") + ", "
                        + Text.counted(plan.byteSize(), "byte") + "; nothing was written");
    }

    @Override
    public void write(JsonGenerator json) {
        json.writeStringProperty("config", source);
        json.writeStringProperty("family", plan.family());
        json.writeStringProperty("dtype", plan.dtype().name());
        json.writeArrayPropertyStart("tensors");
        plan.tensors().forEach(tensor -> write(json, tensor));
        json.writeEndArray();
        Json.totals(json, plan.tensors().size(), plan.parameterCount(), plan.byteSize());
    }

    private static void write(JsonGenerator json, PlannedTensor tensor) {
        json.writeStartObject();
        Json.tensor(json, tensor.spec());
        json.writeStringProperty("layout", tensor.layout().toString());
        json.writeStringProperty("initializer", tensor.initializer().toString());
        json.writeStringProperty("resolved", tensor.describe());
        List<Fans> fans = tensor.initializer().fans(tensor.spec().shape(), tensor.layout());
        // What is fused has several, which the resolved text tells.
        if (fans.size() == 1) {
            json.writeNumberProperty("fan_in", fans.getFirst().in());
            json.writeNumberProperty("fan_out", fans.getFirst().out());
        }
        json.writeNumberProperty("bytes", tensor.spec().byteSize());
        json.writeEndObject();
    }
}
