// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import tools.jackson.jr.ob.JSON;

/** What a run of the command came to. */
record Run(int code, String out, String err) {
    /** Runs the command in this process. */
    static Run of(Object... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] texts = Stream.of(args).map(Object::toString).toArray(String[]::new);
        int code = Main.run(texts, new PrintWriter(out), new PrintWriter(err));
        return new Run(code, out.toString(), err.toString());
    }

    /** Runs the command, which must be done without a word on standard error. */
    static Run done(Object... args) {
        Run run = of(args);
        assertEquals("", run.err());
        assertEquals(0, run.code());
        return run;
    }

    /** Runs the command, which must fail with one sentence that holds the pieces. */
    static void fails(List<?> args, String... pieces) {
        of(args.toArray()).refused(1, pieces);
    }

    /** Runs the command, which must be refused as wrong usage, with a hint. */
    static void misused(List<?> args, String... pieces) {
        Run run = of(args.toArray());
        run.refused(2, pieces);
        assertTrue(run.err().endsWith(" --help')" + System.lineSeparator()), run.err());
    }

    Map<String, Object> json() {
        assertEquals(1, out.lines().count(), out);
        try {
            return JSON.std.mapFrom(out);
        } catch (RuntimeException e) {
            throw new AssertionError(out, e);
        }
    }

    /** The path of a resource beside the model tests. */
    static Path model(String name) {
        return Path.of("src/test/resources/io/goldilocks/model", name);
    }

    static Map<String, Object> resource(String folder, String file) {
        try (InputStream in = Files.newInputStream(model(folder).resolve(file))) {
            return JSON.std.mapFrom(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<?> list(Map<?, ?> object, String field) {
        return (List<?>) Objects.requireNonNull(object.get(field), field);
    }

    static double number(Map<?, ?> object, String field) {
        return ((Number) Objects.requireNonNull(object.get(field), field)).doubleValue();
    }

    static String text(Map<?, ?> object, String field) {
        return (String) Objects.requireNonNull(object.get(field), field);
    }

    static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private void refused(int expected, String... pieces) {
        assertEquals("", out);
        assertEquals(1, err.lines().count(), err);
        assertTrue(err.startsWith("goldilocks: "), err);
        for (String piece : pieces) {
            assertTrue(err.contains(piece), () -> "expected '" + piece + "' in " + err);
        }
        assertEquals(expected, code, err);
    }
}
