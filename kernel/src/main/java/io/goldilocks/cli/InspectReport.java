// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import io.goldilocks.checkpoint.StoredCheckpoint;
import io.goldilocks.fill.Progress;
import io.goldilocks.surgery.Reinit;
import io.goldilocks.tensor.TensorSpec;
import io.goldilocks.verify.TensorStatistics;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/**
 * What is in a checkpoint, for a reader or a machine.
 *
 * @param path the file, or what stands for several
 * @param files the names of the files
 * @param metadata what all files say alike of themselves
 * @param rows the tensors in the order of the files and of their places
 * @param brokenOff whether a reinit of them is under way, or was broken off
 */
record InspectReport(String path, List<String> files, Map<String, String> metadata, List<Row> rows, boolean brokenOff)
        implements
            Report {
    /** A value that some tool put into a file may be a document of its own. */
    private static final int MAX_VALUE = 200;

    private record Row(TensorSpec spec, Optional<TensorStatistics> statistics) {}

    static InspectReport of(StoredCheckpoint checkpoint, Progress progress) {
        long total = 0;
        for (TensorSpec tensor : checkpoint.tensors()) {
            total += tensor.byteSize();
        }
        long done = 0;
        List<Row> rows = new ArrayList<>();
        for (TensorSpec tensor : checkpoint.tensors()) {
            rows.add(new Row(tensor, TensorStatistics.of(checkpoint.data(tensor.name()), tensor.dtype())));
            done += tensor.byteSize();
            progress.report(done, total);
        }
        List<String> files = checkpoint.files().stream().map(file -> String.valueOf(file.path().getFileName()))
                .toList();
        Path path = checkpoint.index().isPresent() ? checkpoint.path() : checkpoint.files().getFirst().path();
        return new InspectReport(path.toString(), files, checkpoint.metadata(), rows,
                Reinit.underway(checkpoint.folder()).isPresent());
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
                + Text.counted(parameters(), "parameter") + ", " + Text.counted(bytes(), "byte")
                + (files.size() == 1 ? "" : " in " + Text.counted(files.size(), "file")));
        if (brokenOff) {
            out.println(Text.printable(path)
                    + ": a reinit is under way or was broken off, so that some values are old and some are new; the same"
                    + " command again ends it");
        }
    }

    @Override
    public void write(JsonGenerator json) {
        json.writeStringProperty("file", path);
        json.writeArrayPropertyStart("files");
        files.forEach(json::writeString);
        json.writeEndArray();
        json.writeObjectPropertyStart("metadata");
        metadata.forEach(json::writeStringProperty);
        json.writeEndObject();
        json.writeArrayPropertyStart("tensors");
        rows.forEach(row -> write(json, row));
        json.writeEndArray();
        json.writeBooleanProperty("reinit_under_way", brokenOff);
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
