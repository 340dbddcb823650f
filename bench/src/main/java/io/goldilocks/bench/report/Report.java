// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.report;

import io.goldilocks.bench.results.Environment;
import io.goldilocks.bench.results.Measurement;
import io.goldilocks.bench.results.ResultFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes {@code README.md} of a folder of results. The prose stands in a template beside this class; every number comes from the
 * JSON and from what the run wrote beside it.
 */
public final class Report {
    private final Path results;
    private final Map<String, String> environment;
    private final List<Measurement> measurements;
    private final Tables tables;
    private final Charts charts;

    /**
     * Reads a result.
     *
     * @param results the JSON that JMH wrote
     * @throws IOException if it cannot be read
     */
    public Report(Path results) throws IOException {
        this.results = results.toAbsolutePath();
        environment = Environment.read(results);
        measurements = ResultFile.read(results);
        tables = new Tables(measurements);
        charts = new Charts(measurements);
    }

    /**
     * Writes the page and its plots beside the result.
     *
     * @throws IOException if a file cannot be written
     */
    public void write() throws IOException {
        Path folder = Objects.requireNonNull(results.getParent());
        charts.write(folder);
        Files.writeString(folder.resolve("README.md"), page());
    }

    /**
     * Makes the page.
     *
     * @return its text in Markdown
     * @throws IOException if the folder cannot be listed
     */
    public String page() throws IOException {
        String name = results.getFileName().toString();
        String page = template();
        Map<String, String> texts = Map.of("file", name, "environment-file",
                Environment.besides(results).getFileName().toString(),
                "environment", environmentTable(), "peers", tables.peers(charts.names("throughput")),
                "threads", tables.threads(charts.names("threads")), "sizes", tables.sizes(charts.names("sizes")),
                "everything", tables.everything(), "elsewhere", elsewhere(), "earlier", earlier(name));
        for (Map.Entry<String, String> text : texts.entrySet()) {
            page = page.replace("{{" + text.getKey() + "}}", text.getValue().strip());
        }
        return page;
    }

    private String environmentTable() {
        if (environment.isEmpty()) {
            return "Nothing was recorded beside the result.";
        }
        return Tables.markdown(List.of("", ""), environment.entrySet().stream()
                .map(entry -> List.of(entry.getKey(), entry.getKey().equals("command")
                        ? "`" + entry.getValue() + "`"
                        : entry.getValue().replace("; ", "<br>")))
                .toList());
    }

    /** Folders beside the result that hold a page of their own. */
    private String elsewhere() throws IOException {
        try (Stream<Path> files = Files.list(results.getParent())) {
            return links(files.filter(folder -> Files.exists(folder.resolve("README.md")))
                    .map(folder -> folder.getFileName().toString()), "%1$s", "%1$s/README.md");
        }
    }

    private String earlier(String name) throws IOException {
        try (Stream<Path> files = Files.list(results.getParent())) {
            return links(files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".json") && !file.endsWith(".environment.json")
                            && !file.equals(name)),
                    "`%1$s`", "%1$s");
        }
    }

    /** A list of links, in the order of the names. */
    private static String links(Stream<String> names, String text, String target) {
        String list = names.sorted().map(name -> ("- [" + text + "](" + target + ")").formatted(name))
                .collect(Collectors.joining("\n"));
        return list.isEmpty() ? "None." : list;
    }

    private static String template() throws IOException {
        try (InputStream in = Objects.requireNonNull(Report.class.getResourceAsStream("README.md"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
