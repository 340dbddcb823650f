// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.results;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.CentralProcessor.ProcessorIdentifier;
import oshi.hardware.HardwareAbstractionLayer;
import tools.jackson.core.JacksonException;
import tools.jackson.jr.ob.JSON;

/**
 * Where and how something was measured: names and values, in the order in which they are shown. A file of its own, because the
 * JSON stays as JMH wrote it.
 */
public final class Environment {
    private static final Path HUGE_PAGES = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");

    private Environment() {}

    /**
     * Returns the file that belongs to a result file.
     *
     * @param results for example {@code zen5.json}
     * @return for example {@code zen5.environment.json}
     */
    public static Path besides(Path results) {
        String name = results.getFileName().toString();
        String stem = name.endsWith(".json") ? name.substring(0, name.length() - ".json".length()) : name;
        return results.resolveSibling(stem + ".environment.json");
    }

    /**
     * Describes this machine and this build.
     *
     * @return names and values
     * @throws IOException if the build's own description cannot be read
     */
    static Map<String, String> ofThisMachine() throws IOException {
        SystemInfo system = new SystemInfo();
        HardwareAbstractionLayer hardware = system.getHardware();
        CentralProcessor processor = hardware.getProcessor();
        ProcessorIdentifier cpu = processor.getProcessorIdentifier();
        Map<String, String> found = new LinkedHashMap<>();
        found.put("cpu", "%s (%s, family %s model %s stepping %s)".formatted(cpu.getName().strip(),
                cpu.getMicroarchitecture(), cpu.getFamily(), cpu.getModel(), cpu.getStepping()));
        found.put("cores", processor.getPhysicalProcessorCount() + ", with " + processor.getLogicalProcessorCount()
                + " hardware threads");
        String caches = processor.getProcessorCaches().stream().map(Object::toString).collect(Collectors.joining("; "));
        found.put("caches", caches.isEmpty() ? "not told by the system" : caches);
        found.put("memory", (hardware.getMemory().getTotal() >> 20) + " MiB");
        found.put("system", system.getOperatingSystem().toString());
        found.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        if (Files.isReadable(HUGE_PAGES)) {
            found.put("transparent huge pages", Files.readString(HUGE_PAGES).strip());
        }
        found.put("jdk", System.getProperty("java.vendor") + " " + System.getProperty("java.vm.name") + " "
                + Runtime.version());
        found.put("commit", commit());
        return found;
    }

    /**
     * Reads what a run wrote beside its results.
     *
     * @param results the result file
     * @return names and values; empty if there is no such file
     * @throws IOException if there is one that cannot be read
     */
    public static Map<String, String> read(Path results) throws IOException {
        Path file = besides(results);
        if (!Files.exists(file)) {
            return Map.of();
        }
        try {
            Map<String, String> values = new LinkedHashMap<>();
            JSON.std.mapFrom(Files.readString(file)).forEach((name, value) -> values.put(name, String.valueOf(value)));
            return values;
        } catch (JacksonException e) {
            throw new IOException(file + " is not a JSON object: " + e.getOriginalMessage(), e);
        }
    }

    static void write(Path results, Map<String, String> values) throws IOException {
        Files.writeString(besides(results),
                JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(values) + "\n");
    }

    /** What the build wrote: the commit, and {@code -dirty} if files had changed since. */
    private static String commit() throws IOException {
        try (InputStream in = Environment.class.getResourceAsStream("commit.txt")) {
            String commit = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
            return commit.isEmpty() ? "unknown: not built in a git repository" : commit;
        }
    }
}
