// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.goldilocks.bench.results.JmhJson;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final String SMALL = JmhJson.file(
            JmhJson.fill("fill.FillBenchmark.fill", "normal", 512, 1, 2),
            JmhJson.fill("fill.FillBenchmark.fill", "normal", 8192, 1, 1.5),
            JmhJson.fill("fill.FillBenchmark.fill", "normal", 8192, 2, 3),
            JmhJson.fill("peers.PyTorchBenchmark.fill", "normal", 512, 1, 0.4),
            JmhJson.fill("peers.OneMklBenchmark.fill", "uniform", 512, 1, 0.1),
            JmhJson.counted("baseline.MemoryBenchmark.memset", "\"kibibytes\":\"512\",\"threads\":\"1\"", "bytes", 80,
                    1),
            JmhJson.counted("baseline.MemoryBenchmark.memset", "\"kibibytes\":\"8192\",\"threads\":\"2\"", "bytes", 60,
                    1),
            JmhJson.timed("something.NewBenchmark.once", 0.25));

    @TempDir
    private Path folder;

    private String written(String json) throws IOException {
        new Report(Files.writeString(folder.resolve("new.json"), json)).write();
        return Files.readString(folder.resolve("README.md"));
    }

    @Test
    void tablesShowWhatWasMeasured() throws IOException {
        Files.writeString(folder.resolve("new.environment.json"), "{\"cpu\":\"a fast one\",\"command\":\"do it\"}");
        Files.writeString(folder.resolve("old.json"), "[]");
        Files.writeString(Files.createDirectory(folder.resolve("large-machine")).resolve("README.md"), "");
        Files.createDirectory(folder.resolve("notes"));
        String page = written(SMALL);
        assertTrue(page.contains("| cpu | a fast one |\n| command | `do it` |"), page);
        assertTrue(page.contains("""
                | distribution | dtype | Goldilocks | of memset | PyTorch | oneMKL |
                |---|---|---|---|---|---|
                | normal | F32 | **2.00 ± 0.20** | 10 % | 0.400 ± 0.040 (×5.0) | – |
                """), page);
        assertTrue(page.contains("| normal | F32 | 8 MiB | 2 | 3.00 ± 0.30 | 2.00 | 20 % |"), page);
        assertTrue(page.contains("| 512 KiB | 2.00 ± 0.20 (10 %) |\n| 8 MiB | 1.50 ± 0.15 (–) |"), page);
        assertTrue(
                page.contains("### NewBenchmark\n\n| method | score | unit |\n|---|---|---|\n| once | 0.250 | s/op |"),
                page);
        assertTrue(page.contains("- [`old.json`](old.json)"), page);
        assertTrue(page.contains("## Other pages\n\n- [large-machine](large-machine/README.md)\n\n"), page);
        assertFalse(page.contains("{{"), page);
    }

    /** Every plot that the page shows was written, is an image, and has more colours than paper and ink. */
    @Test
    void plotsAreDrawn() throws IOException {
        Matcher images = Pattern.compile("!\\[[^]]*]\\(([^)]*)\\)").matcher(written(SMALL));
        Set<String> found = new HashSet<>();
        while (images.find()) {
            found.add(images.group(1));
            BufferedImage image = ImageIO.read(folder.resolve(images.group(1)).toFile());
            Set<Integer> colours = new HashSet<>();
            for (int y = 0; y < image.getHeight(); y++) {
                for (int x = 0; x < image.getWidth(); x++) {
                    colours.add(image.getRGB(x, y));
                }
            }
            assertTrue(colours.contains(0xFFD55E00) && colours.contains(0xFFFFFFFF), images.group(1));
        }
        assertEquals(Set.of("throughput-512-KiB.png", "threads-8-MiB.png", "sizes.png"), found);
    }

    /** A tenth of the speed, and an error greater than that: bars of the same height would hide it. */
    @Test
    void errorGreaterThanItsScoreLeavesThePlotReadable() throws IOException {
        String params = "\"distribution\":\"normal\",\"dtype\":\"F32\",\"kibibytes\":\"512\",\"threads\":\"1\"";
        written(JmhJson.file(JmhJson.fill("fill.FillBenchmark.fill", "normal", 512, 1, 2),
                JmhJson.counted("peers.PyTorchBenchmark.fill", params, "samples", 0.2, 0.3)));
        BufferedImage image = ImageIO.read(folder.resolve("throughput-512-KiB.png").toFile());
        int ours = heightOf(image, 0xFFD55E00);
        int theirs = heightOf(image, 0xFF0072B2);
        assertTrue(theirs > 10 && ours > 1.5 * theirs, ours + " and " + theirs + " pixels");
    }

    /** The rows of an image in which a bar of a colour stands, which is wider than its sign in the legend. */
    private static int heightOf(BufferedImage image, int colour) {
        int rows = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            int width = 0;
            for (int x = 0; x < image.getWidth(); x++) {
                width += image.getRGB(x, y) == colour ? 1 : 0;
            }
            rows += width > 20 ? 1 : 0;
        }
        return rows;
    }

    @Test
    void resultWithoutFillsIsShownToo() throws IOException {
        String page = written(JmhJson.file(JmhJson.row("rng.WordsBenchmark.words", "\"twin\":\"VECTOR\"", 4.5, 0.25)));
        assertTrue(page.contains("| words | VECTOR | 4.50 ± 0.25 | G/s |"), page);
    }

    /** Nobody types figures into the published page: it is what its result gives. */
    @Test
    void publishedPageIsGenerated() throws IOException {
        Path published = Path.of("../jmh-results/README.md");
        String page = Files.readString(published);
        Matcher source = Pattern.compile("<!-- Generated from ([^ ]+) by ").matcher(page);
        Assumptions.assumeTrue(source.lookingAt(),
                "the published page shows a result from before pages were generated");
        assertEquals(new Report(published.resolveSibling(source.group(1))).page(), page);
    }
}
