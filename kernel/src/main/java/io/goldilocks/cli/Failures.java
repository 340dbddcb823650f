// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import io.goldilocks.memory.FileErrors;
import io.goldilocks.save.UnfinishedCheckpointException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.concurrent.CancellationException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Says what went wrong, in one line.
 *
 * @param err where it is said
 * @param verbose whether the stack trace follows
 */
record Failures(PrintWriter err, boolean verbose) {
    /** Reports what a command could not do; its own code for that, because 1 may mean something else there. */
    int failed(Throwable cause, CommandLine command) {
        say(sentence(cause), cause);
        return command.getCommandSpec().exitCodeOnExecutionException();
    }

    int misused(ParameterException cause) {
        String command = cause.getCommandLine().getCommandSpec().qualifiedName();
        say(uncapitalised(message(cause)) + suggestions(cause) + " (try '" + command + " --help')", cause);
        return CommandLine.ExitCode.USAGE;
    }

    private void say(String sentence, Throwable cause) {
        if (isEnding()) {
            return; // By a signal, of which StopNotice speaks: what fails now fails for that reason.
        }
        err.println("goldilocks: " + Text.printable(sentence));
        if (verbose) {
            cause.printStackTrace(err);
        }
    }

    private static boolean isEnding() {
        Thread probe = new Thread(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(probe);
            Runtime.getRuntime().removeShutdownHook(probe);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    private static String sentence(Throwable cause) {
        return switch (cause) {
            case UncheckedIOException e when e.getCause() != null -> sentence(e.getCause());
            case FileSystemException e -> e.getFile() + ": " + reason(e);
            case InterruptedIOException _ -> "cancelled; no new file was left";
            case CancellationException e -> "cancelled; " + message(e);
            case IOException e -> message(e);
            case IllegalArgumentException e -> message(e);
            case UnsupportedOperationException e -> message(e);
            case OutOfMemoryError e -> "out of memory (" + message(e) + "): use fewer --threads, or give Java more with"
                    + " GOLDILOCKS_JAVA_OPTS=-Xmx8g, say";
            // How the virtual machine reports that a page of a mapped file is gone.
            case InternalError e when message(e).contains("unsafe memory access") ->
                "a file was cut short while it was read (" + message(e) + ")";
            default -> "internal error, please report it with the output of --verbose: " + cause;
        };
    }

    private static String reason(FileSystemException e) {
        String options = switch (e) {
            case FileAlreadyExistsException _ -> " (--overwrite)";
            case UnfinishedCheckpointException _ -> " (--resume, --overwrite)";
            default -> "";
        };
        return FileErrors.reason(e) + options;
    }

    private static String message(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    private static String suggestions(ParameterException cause) {
        List<String> likely = cause instanceof UnmatchedArgumentException e ? e.getSuggestions() : List.of();
        return likely.isEmpty() ? "" : ": did you mean " + String.join(" or ", likely) + "?";
    }

    // The parser's own messages begin with a capital letter, ours do not.
    private static String uncapitalised(String message) {
        return message.isEmpty() ? message : Character.toLowerCase(message.charAt(0)) + message.substring(1);
    }
}
