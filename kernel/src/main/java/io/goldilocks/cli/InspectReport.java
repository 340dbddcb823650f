// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import io.goldilocks.checkpoint.SafetensorsFile;
import io.goldilocks.checkpoint.StoredTensor;
import io.goldilocks.fill.Progress;
import io.goldilocks.tensor.TensorSpec;
import io.goldilocks.verify.TensorStatistics;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/**
 * What is in a file, for a reader or a machine.
 *
 * @param path the file
 * @param metadata what the file says of itself
 * @param rows the tensors in the order of their places
 */
record InspectReport(String path, Map<String, String> metadata, List<Row> rows) implements Report {
    /** A value that some tool put into a file may be a document of its own. */
    private static final int MAX_VALUE = 200;

    private record Row(TensorSpec spec, Optional<TensorStatistics> statistics) {}

    static InspectReport of(SafetensorsFile file, Progress progress) {
        long total = 0;
        for (StoredTensor tensor : file.tensors()) {
            total += tensor.spec().byteSize();
        }
        long done = 0;
        List<Row> rows = new ArrayList<>();
        for (StoredTensor tensor : file.tensors()) {
            rows.add(new Row(tensor.spec(), TensorStatistics.of(file.data(tensor), tensor.spec().dtype())));
            done += tensor.spec().byteSize();
            progress.report(done, total);
        }
        return new InspectReport(file.path().toString(), file.metadata(), rows);
    }

    @Override
    public void print(PrintWriter out) {
        Table table = new Table("name", "dtype", "shape", ">mean", ">std", ">min", ">max");
        for (Row row : rows) {
            TensorSpec spec = row.spec();
            TensorStatistics figures = row.statistics().orElse(null);
            if (figures == null) {
                table.row(spec.name(), spec.dtype().name(), spec.shape().toString(), "-", "-", "-", "-");
            } else {
                table.row(spec.name(), spec.dtype().name(), spec.shape().toString(), Text.figure(figures.mean()),
                        Text.figure(figures.std()), Text.figure(figures.min()), Text.figure(figures.max()));
            }
        }
        table.print(out);
        out.println();
        metadata.forEach((key, value) -> out.println("metadata: " + Text.printable(key) + " = "
                + Text.printable(value.length() <= MAX_VALUE ? value : value.substring(0, MAX_VALUE) + "...")));
        out.println(Text.printable(path) + ": " + Text.counted(rows.size(), "tensor") + ", "
                + Text.counted(parameters(), "parameter") + ", " + Text.counted(bytes(), "byte"));
    }

    @Override
    public void write(JsonGenerator json) {
        json.writeStringProperty("file", path);
        json.writeObjectPropertyStart("metadata");
        metadata.forEach(json::writeStringProperty);
        json.writeEndObject();
        json.writeArrayPropertyStart("tensors");
        rows.forEach(row -> write(json, row));
        json.writeEndArray();
        Json.totals(json, rows.size(), parameters(), bytes());
    }

    private static void write(JsonGenerator json, Row row) {
        json.writeStartObject();
        Json.tensor(json, row.spec());
        json.writeNumberProperty("bytes", row.spec().byteSize());
        row.statistics().ifPresent(figures -> {
            json.writeNumberProperty("mean", figures.mean());
            json.writeNumberProperty("std", figures.std());
            json.writeNumberProperty("min", figures.min());
            json.writeNumberProperty("max", figures.max());
        });
        json.writeEndObject();
    }

    private long parameters() {
        long sum = 0;
        for (Row row : rows) {
            sum += row.spec().shape().elementCount();
        }
        return sum;
    }

    private long bytes() {
        long sum = 0;
        for (Row row : rows) {
            sum += row.spec().byteSize();
        }
        return sum;
    }
}
