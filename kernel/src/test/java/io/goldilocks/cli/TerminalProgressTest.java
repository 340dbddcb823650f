// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TerminalProgressTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream terminal = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void longWorkHasABar() {
        try (TerminalProgress progress = new TerminalProgress(terminal, "filling", true, Duration.ZERO)) {
            progress.report(1 << 20, 4 << 20);
            progress.report(4 << 20, 4 << 20);
        }
        String shown = bytes.toString(StandardCharsets.UTF_8);
        assertTrue(shown.contains("filling") && shown.contains("100%") && shown.contains("4/4 MiB"), shown);
        assertTrue(shown.endsWith("\n"), shown);
        assertTrue(shown.lines().allMatch(line -> line.length() < 80), shown);
    }

    @Test
    void shortWorkHasNone() {
        try (TerminalProgress progress = new TerminalProgress(terminal, "filling", true, Duration.ofMinutes(1))) {
            progress.report(1, 1);
        }
        assertEquals(0, bytes.size());
    }

    @Test
    void unwatchedWorkHasNone() {
        try (TerminalProgress progress = new TerminalProgress(terminal, "filling", false, Duration.ZERO)) {
            progress.report(1, 1);
        }
        assertEquals(0, bytes.size());
    }
}
