// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.report;

import io.goldilocks.bench.results.Measurement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The tables of a report, in Markdown. */
final class Tables {
    private final List<Measurement> measurements;
    private final List<Fill> fills;

    Tables(List<Measurement> measurements) {
        this.measurements = measurements;
        fills = Fill.among(measurements);
    }

    /** One table for each size: all libraries on one thread, and how many times faster Goldilocks is. */
    String peers(List<String> plots) {
        List<String> others = fills.stream().map(Fill::library).filter(name -> !name.equals(Fill.OURS)).distinct()
                .sorted().toList();
        StringBuilder text = new StringBuilder(images(plots));
        for (long size : sizesWithPeers()) {
            List<List<String>> rows = new ArrayList<>();
            for (Fill ours : fills) {
                if (ours.library().equals(Fill.OURS) && ours.job().kibibytes() == size && ours.job().threads() == 1) {
                    List<String> row = new ArrayList<>(List.of(ours.job().distribution(), ours.job().dtype().name(),
                            "**" + ours.measured().scored() + "**", ofMemset(ours)));
                    others.forEach(other -> row.add(versus(ours, other)));
                    rows.add(row);
                }
            }
            List<String> heads = new ArrayList<>(List.of("distribution", "dtype", Fill.OURS, "of memset"));
            heads.addAll(others);
            text.append("\n").append(Fill.size(size)).append(", one thread, G samples/s:\n\n")
                    .append(markdown(heads, rows));
        }
        return text.toString();
    }

    /** What several threads give, and the fraction of what memory takes from as many. */
    String threads(List<String> plots) {
        List<List<String>> rows = new ArrayList<>();
        for (Fill fill : fills) {
            if (fill.library().equals(Fill.OURS) && fill.job().threads() > 1) {
                Optional<Fill> alone = find(Fill.OURS, fill.job().onOneThread());
                rows.add(List.of(fill.job().distribution(), fill.job().dtype().name(), fill.job().size(),
                        String.valueOf(fill.job().threads()), fill.measured().scored(),
                        alone.map(one -> "%.2f".formatted(fill.measured().score() / one.measured().score()))
                                .orElse("–"),
                        ofMemset(fill)));
            }
        }
        return images(plots) + "\n" + markdown(
                List.of("distribution", "dtype", "buffer", "threads", "G samples/s", "times one thread", "of memset"),
                rows);
    }

    /** One thread over sizes: bytes per second, so that all types and memset stand in one column's unit. */
    String sizes(List<String> plots) {
        Map<Long, Map<String, String>> cells = new TreeMap<>();
        Collection<String> heads = new TreeSet<>();
        for (Fill fill : fills) {
            if (fill.library().equals(Fill.OURS) && fill.job().threads() == 1 && fill.job().dtype().bits() == 32) {
                heads.add(fill.job().distribution());
                cells.computeIfAbsent(fill.job().kibibytes(), size -> new TreeMap<>()).put(fill.job().distribution(),
                        fill.measured().scored() + " (" + ofMemset(fill) + ")");
            }
        }
        List<List<String>> rows = new ArrayList<>();
        cells.forEach((size, row) -> {
            List<String> line = new ArrayList<>(List.of(Fill.size(size)));
            heads.forEach(head -> line.add(row.getOrDefault(head, "–")));
            rows.add(line);
        });
        List<String> titles = new ArrayList<>(List.of("buffer"));
        titles.addAll(heads);
        return images(plots) + "\n" + markdown(titles, rows);
    }

    /** Every row of the result, one table for each class. */
    String everything() {
        Map<String, List<Measurement>> classes = measurements.stream()
                .collect(Collectors.groupingBy(Measurement::className, LinkedHashMap::new, Collectors.toList()));
        StringBuilder text = new StringBuilder();
        classes.forEach((name, rows) -> {
            List<String> params = new ArrayList<>(rows.getFirst().params().keySet());
            List<String> heads = new ArrayList<>(List.of("method"));
            heads.addAll(params);
            heads.addAll(List.of("score", "unit"));
            text.append("\n### ").append(name).append("\n\n").append(markdown(heads, rows.stream().map(row -> {
                List<String> cells = new ArrayList<>(List.of(row.method()));
                params.forEach(param -> cells.add(row.param(param)));
                cells.addAll(List.of(row.scored(), row.unit().name()));
                return cells;
            }).toList()));
        });
        return text.toString();
    }

    static String markdown(List<String> heads, List<List<String>> rows) {
        if (rows.isEmpty()) {
            return "The result has no such rows.\n";
        }
        StringBuilder text = new StringBuilder();
        text.append("| ").append(String.join(" | ", heads)).append(" |\n").append("|---".repeat(heads.size()))
                .append("|\n");
        rows.forEach(row -> text.append("| ").append(String.join(" | ", row)).append(" |\n"));
        return text.toString();
    }

    private Collection<Long> sizesWithPeers() {
        return fills.stream().filter(fill -> !fill.library().equals(Fill.OURS)).map(fill -> fill.job().kibibytes())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Optional<Fill> find(String library, Fill.Job job) {
        return fills.stream().filter(fill -> fill.library().equals(library) && fill.job().equals(job)).findFirst();
    }

    private String versus(Fill ours, String library) {
        return find(library, ours.job())
                .map(other -> other.measured().scored() + " ("
                        + times(ours.measured().score() / other.measured().score()) + ")")
                .orElse("–");
    }

    private String ofMemset(Fill fill) {
        return Fill.memset(measurements, fill.job())
                .map(memset -> "%.0f %%"
                        .formatted(100 * fill.measured().score() * fill.job().dtype().byteSize() / memset.score()))
                .orElse("–");
    }

    private static String times(double ratio) {
        return String.format(Locale.ROOT, ratio < 9.95 ? "×%.1f" : "×%.0f", ratio);
    }

    private static String images(List<String> plots) {
        return plots.stream().map(plot -> "![" + plot.replace(".png", "").replace('-', ' ') + "](" + plot + ")\n\n")
                .collect(Collectors.joining());
    }
}
