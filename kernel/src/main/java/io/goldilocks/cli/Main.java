// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The entry of the command {@code goldilocks}. */
public final class Main {
    private static final int HELP_WIDTH = 100;

    private Main() {}

    /**
     * Runs the command and ends the process with its exit code.
     *
     * @param args the arguments
     */
    public static void main(String[] args) {
        // A plan has tens of thousands of lines: to write each by itself would take longer than to make them all.
        System.exit(run(args, writer(FileDescriptor.out, System.out.charset(), false),
                writer(FileDescriptor.err, System.err.charset(), true)));
    }

    /**
     * Runs the command.
     *
     * @param args the arguments
     * @param out standard output; flushed at the end
     * @param err standard error; flushed at the end
     * @return 0 if it was done, 1 if it failed, 2 if the arguments are wrong; a command may state others
     */
    public static int run(String[] args, PrintWriter out, PrintWriter err) {
        Failures failures = new Failures(err, List.of(args).contains("--verbose"));
        CommandLine line = commandLine(args, failures).setOut(out).setErr(err);
        int code;
        try {
            code = line.execute(args);
        } catch (Error e) {
            code = failures.failed(e, chosen(line));
        }
        if (out.checkError() && code == CommandLine.ExitCode.OK) {
            code = failures.failed(new IOException("cannot write to standard output"), chosen(line));
        }
        err.flush();
        return code;
    }

    private static CommandLine chosen(CommandLine line) {
        List<CommandLine> commands = line.getParseResult().asCommandLineList();
        return commands.getLast();
    }

    private static CommandLine commandLine(String[] args, Failures failures) {
        CommandLine line = new CommandLine(new GoldilocksCommand());
        GoldilocksCommand.subcommands(args).forEach(line::addSubcommand);
        // No colours, no files of arguments, no placeholders: what is typed is what is read.
        return line
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF)).setUsageHelpWidth(HELP_WIDTH)
                .setExpandAtFiles(false).setInterpolateVariables(false)
                .setParameterExceptionHandler((exception, _) -> failures.misused(exception))
                .setExecutionExceptionHandler((exception, command, result) -> failures.failed(exception, command));
    }

    // Beside System.out and System.err, which hide from the writer that a disk is full or a pipe closed.
    private static PrintWriter writer(FileDescriptor descriptor, Charset charset, boolean flushLines) {
        return new PrintWriter(
                new BufferedWriter(new OutputStreamWriter(new FileOutputStream(descriptor), charset)), flushLines);
    }
}
