// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import io.goldilocks.json.JsonException;
import io.goldilocks.save.Unfinished;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Says so if a signal, such as that of Ctrl-C, ends the process before this is closed. */
final class StopNotice implements AutoCloseable {
    private final Thread speaker;

    /**
     * Listens from now on.
     *
     * @param rest what else there is to say then, in one line
     */
    StopNotice(Supplier<String> rest) {
        speaker = new Thread(() -> System.err.println("goldilocks: stopped" + Text.printable(rest.get())),
                "stop notice");
        Runtime.getRuntime().addShutdownHook(speaker);
    }

    /** What is left of a checkpoint that was being written. */
    static String left(Path folder) {
        try {
            // In a commit nothing needs to be said: the end of the process waits for it.
            return Unfinished.in(folder).filter(unfinished -> !unfinished.committing())
                    .map(unfinished -> "; " + folder + " " + unfinished.describe() + " (--resume)").orElse("");
        } catch (IOException | JsonException e) {
            return ""; // The journal is just being taken away.
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(speaker);
        } catch (IllegalStateException e) {
            // The process is ending, and the speaker has its say.
        }
    }
}
