// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.report;

import io.goldilocks.bench.results.Measurement;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.NumberFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jfree.chart.ChartUtils;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.CategoryLabelPositions;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.DatasetRenderingOrder;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.category.LineAndShapeRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.renderer.category.StatisticalBarRenderer;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.data.category.DefaultCategoryDataset;
import org.jfree.data.statistics.DefaultStatisticalCategoryDataset;
import org.jfree.data.xy.YIntervalSeries;
import org.jfree.data.xy.YIntervalSeriesCollection;

/** The plots of a report, by file name. A plot without data is left out. */
final class Charts {
    private static final int WIDTH = 1000;
    private static final int HEIGHT = 520;
    private static final String RATE = "10⁹ samples per second";
    /** Colours that people with any colour vision tell apart (Okabe and Ito 2008), ours first. */
    private static final List<Color> COLOURS = List.of(new Color(0xD55E00), new Color(0x0072B2), new Color(0x56B4E9),
            new Color(0x009E73), new Color(0xCC79A7), new Color(0xE69F00), new Color(0x7F7F7F), new Color(0x000000));

    private final List<Measurement> measurements;
    private final List<Fill> fills;
    private final Map<String, JFreeChart> charts = new LinkedHashMap<>();

    Charts(List<Measurement> measurements) {
        this.measurements = measurements;
        fills = Fill.among(measurements);
        System.setProperty("java.awt.headless", "true");
        fills.stream().filter(fill -> !fill.library().equals(Fill.OURS)).map(fill -> fill.job().kibibytes()).distinct()
                .sorted().forEach(this::throughput);
        threads();
        sizes();
    }

    /** The files of the plots whose names begin so. */
    List<String> names(String start) {
        return charts.keySet().stream().filter(name -> name.startsWith(start)).toList();
    }

    void write(Path folder) throws IOException {
        for (Map.Entry<String, JFreeChart> chart : charts.entrySet()) {
            Files.write(folder.resolve(chart.getKey()),
                    ChartUtils.encodeAsPNG(chart.getValue().createBufferedImage(WIDTH, HEIGHT)));
        }
    }

    /** Bars by distribution and type, one for each library, under what memset would give. */
    private void throughput(long kibibytes) {
        DefaultStatisticalCategoryDataset bars = new DefaultStatisticalCategoryDataset();
        DefaultCategoryDataset roof = new DefaultCategoryDataset();
        List<Fill> shown = fills.stream()
                .filter(fill -> fill.job().kibibytes() == kibibytes && fill.job().threads() == 1)
                .toList();
        List<String> libraries = new ArrayList<>(List.of(Fill.OURS));
        shown.stream().map(Fill::library).distinct().filter(name -> !name.equals(Fill.OURS)).sorted()
                .forEach(libraries::add);
        for (String library : libraries) {
            for (Fill fill : shown) {
                String category = fill.job().distribution() + " " + fill.job().dtype();
                // Every category first, so that each stands where ours does.
                bars.add(null, null, library, category);
            }
            shown.stream().filter(fill -> fill.library().equals(library)).forEach(fill -> bars.add(
                    fill.measured().score(), shownError(fill.measured()), library,
                    fill.job().distribution() + " " + fill.job().dtype()));
        }
        for (Fill fill : shown) {
            Fill.memset(measurements, fill.job()).ifPresent(memset -> roof.setValue(
                    memset.score() / fill.job().dtype().byteSize(), "as fast as memset",
                    fill.job().distribution() + " " + fill.job().dtype()));
        }
        StatisticalBarRenderer renderer = new StatisticalBarRenderer();
        renderer.setBarPainter(new StandardBarPainter());
        renderer.setShadowVisible(false);
        renderer.setItemMargin(0.02);
        renderer.setErrorIndicatorPaint(Color.DARK_GRAY);
        renderer.setIncludeBaseInRange(false);
        for (int i = 0; i < libraries.size(); i++) {
            renderer.setSeriesPaint(i, COLOURS.get(i % COLOURS.size()));
        }
        LineAndShapeRenderer roofs = new LineAndShapeRenderer(false, true);
        roofs.setSeriesShape(0, new Rectangle2D.Double(-45, -1.5, 90, 3));
        roofs.setSeriesPaint(0, Color.BLACK);
        LogAxis rates = logAxis(RATE, plain());
        CategoryAxis categories = new CategoryAxis();
        categories.setCategoryLabelPositions(CategoryLabelPositions.UP_45);
        CategoryPlot plot = new CategoryPlot(bars, categories, rates, renderer);
        plot.setDataset(1, roof);
        plot.setRenderer(1, roofs);
        plot.setDatasetRenderingOrder(DatasetRenderingOrder.FORWARD);
        add("throughput-" + Fill.size(kibibytes).replace(' ', '-') + ".png",
                Fill.size(kibibytes) + " on one thread", plot);
    }

    /** Speed by threads, one line for each distribution and type, at the sizes that were measured on several. */
    private void threads() {
        for (long size : fills.stream().filter(fill -> fill.job().threads() > 1).map(fill -> fill.job().kibibytes())
                .collect(Collectors.toCollection(TreeSet::new))) {
            Map<String, YIntervalSeries> lines = new LinkedHashMap<>();
            for (Fill fill : fills) {
                if (fill.library().equals(Fill.OURS) && fill.job().kibibytes() == size) {
                    point(lines, fill.job().distribution() + " " + fill.job().dtype(), fill.job().threads(),
                            fill.measured(), 1);
                }
            }
            NumberAxis axis = new NumberAxis("threads");
            axis.setTickUnit(new NumberTickUnit(1));
            NumberAxis rates = new NumberAxis(RATE);
            add("threads-" + Fill.size(size).replace(' ', '-') + ".png", Fill.size(size) + " by threads",
                    lines(lines, axis, rates));
        }
    }

    /** F32 by size, on one thread, under what memset gives. */
    private void sizes() {
        Map<String, YIntervalSeries> lines = new LinkedHashMap<>();
        TreeSet<Long> sizes = new TreeSet<>();
        for (Fill fill : fills) {
            if (fill.library().equals(Fill.OURS) && fill.job().threads() == 1 && fill.job().dtype().bits() == 32) {
                sizes.add(fill.job().kibibytes());
                point(lines, fill.job().distribution() + " F32", (double) fill.job().kibibytes(), fill.measured(), 1);
            }
        }
        if (sizes.size() < 2) {
            return;
        }
        for (Measurement measured : measurements) {
            if (measured.className().equals("MemoryBenchmark") && measured.param("threads").equals("1")) {
                point(lines, measured.method() + ", as F32", Double.parseDouble(measured.param("kibibytes")), measured,
                        Float.BYTES);
            }
        }
        LogAxis axis = logAxis("size of the buffer in KiB", plain());
        add("sizes.png", "F32 on one thread, by the size of the buffer",
                lines(lines, axis, logAxis(RATE, plain())));
    }

    private static void point(Map<String, YIntervalSeries> lines, String name, double x, Measurement measured,
            int bytesPerSample) {
        double y = measured.score() / bytesPerSample;
        double error = shownError(measured) / bytesPerSample;
        lines.computeIfAbsent(name, YIntervalSeries::new).add(x, y, y - error, y + error);
    }

    private static XYPlot lines(Map<String, YIntervalSeries> lines, ValueAxis x, ValueAxis y) {
        YIntervalSeriesCollection data = new YIntervalSeriesCollection();
        lines.values().forEach(data::addSeries);
        XYErrorRenderer renderer = new XYErrorRenderer();
        renderer.setDefaultLinesVisible(true);
        renderer.setDrawXError(false);
        for (int i = 0; i < data.getSeriesCount(); i++) {
            renderer.setSeriesPaint(i, COLOURS.get(i % COLOURS.size()));
            renderer.setSeriesStroke(i, new BasicStroke(2));
        }
        return new XYPlot(data, x, y, renderer);
    }

    private void add(String file, String title, Plot plot) {
        plot.setBackgroundPaint(Color.WHITE);
        JFreeChart chart = new JFreeChart(title, new Font(Font.SANS_SERIF, Font.BOLD, 16), plot, true);
        chart.setBackgroundPaint(Color.WHITE);
        switch (plot) {
            case CategoryPlot bars -> bars.setRangeGridlinePaint(Color.LIGHT_GRAY);
            case XYPlot lines -> {
                lines.setRangeGridlinePaint(Color.LIGHT_GRAY);
                lines.setDomainGridlinePaint(Color.LIGHT_GRAY);
            }
            default -> throw new AssertionError(plot);
        }
        charts.put(file, chart);
    }

    /** Powers of two, because a page of these spans too few powers of ten. */
    private static LogAxis logAxis(String label, NumberFormat format) {
        LogAxis axis = new LogAxis(label);
        axis.setBase(2);
        axis.setTickUnit(new NumberTickUnit(1));
        axis.setNumberFormatOverride(format);
        return axis;
    }

    private static NumberFormat plain() {
        return new DecimalFormat("0.####", DecimalFormatSymbols.getInstance(Locale.ROOT));
    }

    /** What is drawn of an error: a log axis has no place for what the interval may have at or below zero. */
    private static double shownError(Measurement measured) {
        return Double.isNaN(measured.error()) ? 0 : Math.min(measured.error(), 0.9 * measured.score());
    }
}
