// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.cli;

import io.goldilocks.checkpoint.MappedBytes;
import io.goldilocks.cli.TensorListing.Entry;
import java.io.PrintWriter;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonGenerator;

/**
 * How the tensors of two plans or checkpoints differ.
 *
 * @param a what one side was read from
 * @param b what the other was read from
 * @param tensors how many names there are on either side
 * @param differences the differences, in the order of the tensors
 */
record DiffReport(String a, String b, int tensors, List<Difference> differences) implements Report {
    private static final String NOTHING = "-";

    /**
     * One thing that is not the same.
     *
     * @param name the tensor
     * @param kind missing, dtype, shape, layout, initializer or values
     * @param a what one side has
     * @param b what the other has
     */
    record Difference(String name, String kind, String a, String b) {}

    static DiffReport of(TensorListing a, TensorListing b) {
        Set<String> names = new LinkedHashSet<>(a.entries().keySet());
        names.addAll(b.entries().keySet());
        List<Difference> differences = new ArrayList<>();
        for (String name : names) {
            Entry left = a.entries().get(name);
            Entry right = b.entries().get(name);
            if (left == null || right == null) {
                differences.add(new Difference(name, "missing", left == null ? NOTHING : what(left),
                        right == null ? NOTHING : what(right)));
            } else {
                compare(name, left, right, differences);
            }
        }
        return new DiffReport(a.source(), b.source(), names.size(), List.copyOf(differences));
    }

    boolean isSame() {
        return differences.isEmpty();
    }

    @Override
    public void print(PrintWriter out) {
        if (!isSame()) {
            Table table = new Table("name", "differs in", Text.printable(a), Text.printable(b));
            differences.forEach(difference -> table.row(Text.printable(difference.name()), difference.kind(),
                    Text.printable(difference.a()), Text.printable(difference.b())));
            table.print(out);
            out.println();
        }
        out.println(Text.counted(tensors, "tensor") + ", " + (isSame()
                ? "all the same"
                : Text.grouped(different())
                        + " not the same"));
    }

    @Override
    public void write(JsonGenerator json) {
        json.writeStringProperty("a", a);
        json.writeStringProperty("b", b);
        json.writeNumberProperty("tensor_count", tensors);
        json.writeNumberProperty("different", different());
        json.writeArrayPropertyStart("differences");
        for (Difference difference : differences) {
            json.writeStartObject();
            json.writeStringProperty("name", difference.name());
            json.writeStringProperty("kind", difference.kind());
            json.writeStringProperty("a", difference.a());
            json.writeStringProperty("b", difference.b());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private long different() {
        return differences.stream().map(Difference::name).distinct().count();
    }

    private static void compare(String name, Entry a, Entry b, List<Difference> differences) {
        int before = differences.size();
        if (a.spec().dtype() != b.spec().dtype()) {
            differences.add(new Difference(name, "dtype", a.spec().dtype().name(), b.spec().dtype().name()));
        }
        if (!a.spec().shape().equals(b.spec().shape())) {
            differences.add(new Difference(name, "shape", a.spec().shape().toString(), b.spec().shape().toString()));
        }
        boolean comparable = differences.size() == before;
        compareTexts(name, "layout", a.layout(), b.layout(), differences);
        compareTexts(name, "initializer", a.initializer(), b.initializer(), differences);
        if (comparable && a.data().isPresent() && b.data().isPresent()) {
            compareValues(name, a, a.data().get(), b.data().get(), differences);
        }
    }

    /** What only one side knows is no difference. */
    private static void compareTexts(String name, String kind, Optional<String> a, Optional<String> b,
            List<Difference> differences) {
        if (a.isPresent() && b.isPresent() && !a.equals(b)) {
            differences.add(new Difference(name, kind, a.get(), b.get()));
        }
    }

    private static void compareValues(String name, Entry entry, MemorySegment a, MemorySegment b,
            List<Difference> differences) {
        long offset = MappedBytes.mismatch(a, b);
        if (offset >= 0) {
            long element = offset * 8 / entry.spec().dtype().bits();
            differences.add(new Difference(name, "values", "from element " + element + " on", "in C order"));
        }
    }

    private static String what(Entry entry) {
        return entry.spec().dtype() + " " + entry.spec().shape();
    }
}
