// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class FailuresTest {
    @Test
    void fileErrorsNameTheFile() {
        said("f: there is no such file or folder", new NoSuchFileException("f"));
        said("f: permission denied", new AccessDeniedException("f"));
        said("f: Input/output error", new FileSystemException("f", null, "Input/output error"));
        said("f: FileSystemException", new FileSystemException("f"));
        said("f: permission denied", new UncheckedIOException(new AccessDeniedException("f")));
    }

    @Test
    void interruptsAreNoErrors() {
        said("cancelled; no new file was left", new InterruptedIOException("whatever"));
    }

    @Test
    void exhaustedMemoryHasARemedy() {
        said("out of memory (Java heap space): use fewer --threads, or give Java more with"
                + " GOLDILOCKS_JAVA_OPTS=-Xmx8g, say", new OutOfMemoryError("Java heap space"));
    }

    @Test
    void mappedFileThatShrinksIsNoMystery() {
        String fault = "a fault occurred in an unsafe memory access operation";
        said("a file was cut short while it was read (" + fault + ")", new InternalError(fault));
    }

    @Test
    void ownMistakesSaySo() {
        said("internal error, please report it with the output of --verbose: java.lang.IllegalStateException: odd",
                new IllegalStateException("odd"));
        said("IOException", new IOException());
    }

    private static void said(String expected, Throwable cause) {
        StringWriter err = new StringWriter();
        assertEquals(1, new Failures(new PrintWriter(err), false).failed(cause, new CommandLine(new ModelsCommand())));
        assertEquals("goldilocks: " + expected + System.lineSeparator(), err.toString());
    }
}
