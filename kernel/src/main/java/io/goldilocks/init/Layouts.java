// SPDX-License-Identifier: Apache-2.0
package io.goldilocks.init;

import io.goldilocks.tensor.Shape;
import io.goldilocks.tensor.Slice;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the layouts share: their written forms, and the error that a shape does not fit. */
final class Layouts {
    private static final List<Layout> SIMPLE = Stream.concat(Arrays.stream(MatrixLayout.values()),
            Stream.of(new ConvLayout(false, 1), new ConvLayout(true, 1), new ExpertsLayout(MatrixLayout.LINEAR),
                    new VectorLayout()))
            .toList();

    private static final Parameter<Long> GROUPS = Parameter.whole("groups").or("1");

    private Layouts() {}

    static Layout parse(String text) {
        WrittenForm form = WrittenForm.parse("layout", text);
        return switch (form.name()) {
            case "conv", "conv_transpose" -> {
                form.requireOnly(List.of("groups"));
                yield new ConvLayout(form.name().equals("conv_transpose"), GROUPS.of(form));
            }
            case "experts" -> {
                form.requireOnly(List.of("of"));
                yield new ExpertsLayout(parse(form.value("of", "linear")));
            }
            case "fused" -> fused(form);
            default -> {
                form.requireOnly(List.of());
                yield simple(form.name());
            }
        };
    }

    static void requireFans(Layout layout, Shape shape) {
        if (!layout.hasFans(shape.rank())) {
            throw unfit(layout, shape);
        }
    }

    static IllegalArgumentException unfit(Layout layout, Shape shape) {
        String fitting = SIMPLE.stream().filter(known -> known.hasFans(shape.rank())).map(Layout::toString)
                .collect(Collectors.joining(", "));
        return new IllegalArgumentException("layout " + layout + " has no fans for shape " + shape + " of rank "
                + shape.rank() + ": "
                + (fitting.isEmpty()
                        ? "no layout has; use an initialiser that needs none, such as zeros or normal"
                        : "layouts of that rank are " + fitting));
    }

    static List<Slice> slices(List<Layout.Block> blocks) {
        return blocks.stream().map(Layout.Block::region).toList();
    }

    private static Layout fused(WrittenForm form) {
        List<FusedLayout.Layer> layers = form.arguments().keySet().stream().filter(name -> !name.equals("of"))
                .map(name -> new FusedLayout.Layer(name, Parameter.whole(name).of(form))).toList();
        return new FusedLayout(layers,
                Names.parse(MatrixLayout.class, "layout of a matrix", form.value("of", "linear")));
    }

    private static Layout simple(String name) {
        return SIMPLE.stream().filter(layout -> layout.toString().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown layout '" + name + "': expected one of "
                        + SIMPLE.stream().map(Layout::toString).collect(Collectors.joining(", ")) + ", fused(…)"));
    }
}
