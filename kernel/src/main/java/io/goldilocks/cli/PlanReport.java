// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import io.goldilocks.Provenance;
import io.goldilocks.init.Fans;
import io.goldilocks.model.ModelPlan;
import io.goldilocks.model.PlannedTensor;
import io.goldilocks.tensor.TensorSpec;
import java.io.PrintWriter;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/**
 * A plan for a reader or a machine.
 *
 * @param provenance the plan and what it is made of
 */
record PlanReport(Provenance provenance) implements Report {
    @Override
    public void print(PrintWriter out) {
        ModelPlan plan = provenance.plan();
        Table table = new Table("name", "shape", "dtype", "role", "rule", "initialiser", ">fan_in", ">fan_out",
                ">bytes");
        for (PlannedTensor tensor : plan.tensors()) {
            TensorSpec spec = tensor.spec();
            Optional<Fans> fans = tensor.place().fans();
            table.row(spec.name(), spec.shape().toString(), spec.dtype().name(), role(tensor), tensor.rule().name(),
                    tensor.describe(), fans.map(both -> Text.grouped(both.in())).orElse("-"),
                    fans.map(both -> Text.grouped(both.out())).orElse("-"), Text.grouped(spec.byteSize()));
        }
        table.print(out);
        out.println();
        out.println(plan.family() + " from " + Text.printable(provenance.config().source()) + " by recipe "
                + Text.printable(provenance.applied().recipe().name()) + ": "
                + Text.counted(plan.tensors().size(), "tensor") + ", "
                + Text.counted(plan.parameterCount(), "parameter")
                + ", " + Text.counted(plan.byteSize(), "byte") + "; nothing was written");
    }

    @Override
    public void write(JsonGenerator json) {
        ModelPlan plan = provenance.plan();
        json.writeStringProperty("config", provenance.config().source());
        json.writeStringProperty("family", plan.family());
        json.writeStringProperty("dtype", plan.dtype().name());
        json.writeStringProperty("recipe", provenance.applied().recipe().name());
        json.writeObjectPropertyStart("recipe_options");
        provenance.applied().options().forEach(json::writeNumberProperty);
        json.writeEndObject();
        json.writeStringProperty("plan_sha256", plan.sha256());
        json.writeArrayPropertyStart("tensors");
        plan.tensors().forEach(tensor -> write(json, tensor));
        json.writeEndArray();
        Json.totals(json, plan.tensors().size(), plan.parameterCount(), plan.byteSize());
    }

    private static void write(JsonGenerator json, PlannedTensor tensor) {
        json.writeStartObject();
        Json.tensor(json, tensor.spec());
        json.writeStringProperty("layout", tensor.layout().toString());
        json.writeStringProperty("role", role(tensor));
        tensor.place().layer().ifPresent(layer -> json.writeNumberProperty("layer", layer.index()));
        json.writeStringProperty("rule", tensor.rule().name());
        json.writeStringProperty("initializer", tensor.initializer().toString());
        json.writeStringProperty("resolved", tensor.describe());
        tensor.place().fans().ifPresent(fans -> {
            json.writeNumberProperty("fan_in", fans.in());
            json.writeNumberProperty("fan_out", fans.out());
        });
        json.writeNumberProperty("bytes", tensor.spec().byteSize());
        json.writeEndObject();
    }

    /** As a recipe's conditions have it: {@code attention_out weight}. */
    private static String role(PlannedTensor tensor) {
        return tensor.place().role() + (tensor.place().bias() ? " bias" : " weight");
    }
}
