// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import java.io.PrintWriter;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every command has. */
abstract class BaseCommand {
    /** Places the common options after a command's own. */
    private static final int LAST = 1000;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by the parser before anything is called.
    private CommandSpec command;

    @Option(names = {"-h", "--help"}, usageHelp = true, order = LAST,
            description = "Print this help and exit.")
    @SuppressWarnings("UnusedVariable") // The parser acts on it.
    private boolean help;

    // Main looks for it too: it must be known before the parser has read anything.
    @Option(names = "--verbose", order = LAST,
            description = "Say more: which files were written, and the stack trace after an error.")
    private boolean verbose;

    /** Whether the user wants to know more. */
    boolean isVerbose() {
        return verbose;
    }

    /** Standard output. */
    PrintWriter out() {
        return command.commandLine().getOut();
    }

    /** Standard error, for what belongs beside bytes on standard output. */
    PrintWriter err() {
        return command.commandLine().getErr();
    }

    /** Tells whether an option stands among the arguments. */
    boolean isGiven(String option) {
        return command.commandLine().getParseResult().hasMatchedOption(option);
    }

    /** Reads what an argument says; what the reader refuses is wrong usage. */
    <T> T argument(Supplier<T> reader) {
        try {
            return reader.get();
        } catch (IllegalArgumentException e) {
            throw misused(String.valueOf(e.getMessage()), e);
        }
    }

    /** Makes the exception that ends the command with the exit code of wrong usage. */
    ParameterException misused(String why, @Nullable IllegalArgumentException cause) {
        return new ParameterException(command.commandLine(), why, cause);
    }
}
