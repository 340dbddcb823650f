// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.results;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.jr.ob.JSON;

/** Reads the JSON that JMH writes with {@code -rf json}. */
public final class ResultFile {
    /** The counters of buffers whose size is a parameter; where there is one, the primary score counts fills. */
    private static final List<String> COUNTERS = List.of("samples", "bytes");

    private final Path file;
    private final int row;

    private ResultFile(Path file, int row) {
        this.file = file;
        this.row = row;
    }

    /**
     * Reads all rows.
     *
     * @param file the file
     * @return the measurements, in the file's order
     * @throws IOException if the file cannot be read, is no result of JMH, or has a benchmark twice with the same parameters;
     *     the message names file, row and field
     */
    public static List<Measurement> read(Path file) throws IOException {
        List<Object> rows;
        try {
            rows = JSON.std.listOfFrom(Object.class, Files.readString(file));
        } catch (JacksonException e) {
            throw new IOException(file + " is not a JSON list, as JMH writes with -rf json: " + e.getOriginalMessage(),
                    e);
        }
        List<Measurement> measurements = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < rows.size(); i++) {
            Measurement measurement = new ResultFile(file, i).measurement(rows.get(i));
            if (!keys.add(measurement.key())) {
                throw new IOException(file + " has " + measurement.key() + " twice: expected one result of each");
            }
            measurements.add(measurement);
        }
        return measurements;
    }

    private Measurement measurement(Object json) throws IOException {
        Map<String, Object> fields = object("the row", json);
        String qualified = text(fields, "benchmark");
        int method = qualified.lastIndexOf('.');
        if (method < 0) {
            throw wrong("benchmark", "class and method", qualified);
        }
        String benchmark = qualified.substring(qualified.lastIndexOf('.', method - 1) + 1);
        SortedMap<String, String> params = new TreeMap<>();
        object("params", fields.getOrDefault("params", Map.of()))
                .forEach((name, value) -> params.put(name, String.valueOf(value)));
        Map<String, Object> secondary = object("secondaryMetrics", fields.getOrDefault("secondaryMetrics", Map.of()));
        for (String counter : COUNTERS) {
            if (secondary.containsKey(counter)) {
                return scored(benchmark, params, counter, object(counter, secondary.get(counter)));
            }
        }
        return scored(benchmark, params, "operations", object("primaryMetric", fields.get("primaryMetric")));
    }

    private Measurement scored(String benchmark, SortedMap<String, String> params, String counted,
            Map<String, Object> metric) throws IOException {
        String jmhUnit = text(metric, "scoreUnit");
        String name = !jmhUnit.equals("ops/ns") ? jmhUnit : switch (counted) {
            case "samples" -> "G samples/s";
            case "bytes" -> "GB/s";
            default -> "G/s";
        };
        return new Measurement(benchmark, params, number(metric, "score"), number(metric, "scoreError"),
                new Measurement.Unit(name, jmhUnit.startsWith("ops/")));
    }

    /** JSON has no NaN: JMH writes it as a string. */
    private double number(Map<String, Object> fields, String name) throws IOException {
        Object value = fields.get(name);
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        if ("NaN".equals(value)) {
            return Double.NaN;
        }
        throw wrong(name, "a number", value);
    }

    private String text(Map<String, Object> fields, String name) throws IOException {
        if (fields.get(name) instanceof String text) {
            return text;
        }
        throw wrong(name, "a string", fields.get(name));
    }

    @SuppressWarnings("unchecked") // jackson-jr makes every JSON object a map from strings
    private Map<String, Object> object(String name, @Nullable Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw wrong(name, "an object", value);
    }

    private IOException wrong(String name, String expected, @Nullable Object found) {
        return new IOException(
                file + ", row " + row + ": expected " + name + " to be " + expected + ", found " + found);
    }
}
