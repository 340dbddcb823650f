# SPDX-License-Identifier: Apache-2.0
"""Writes torch-closed-forms.csv: what torch.nn.init and jax.nn.initializers draw from, for initialisers with a closed form.

The parameters are caught where torch hands them to its generators, Tensor.normal_ and Tensor.uniform_, so that they are those
of torch's own code and not of a formula written again. JAX has no such place: its table gives variance_scaling's own
arithmetic in f64. Run with torch and jax installed: python3 torch-closed-forms.py > torch-closed-forms.csv
"""
import itertools, math
import jax, torch
from jax._src.nn.initializers import _compute_fans

rows = []


class Caught(torch.Tensor):
    def normal_(self, mean=0, std=1, *, generator=None):
        rows.append((*self.what, "normal", mean, std))
        return self

    def uniform_(self, a=0, b=1, *, generator=None):
        rows.append((*self.what, "uniform", a, b))
        return self


def catch(written, layout, shape, call):
    tensor = torch.empty(shape).as_subclass(Caught)
    tensor.what = (written, layout, "x".join(map(str, shape)))
    call(tensor)


SHAPES = [("linear", (256, 128)), ("linear", (11008, 4096)), ("linear", (1, 7)), ("conv", (64, 3, 7, 7)), ("conv", (16, 8, 3))]
GAINS = ["linear", "conv2d", "sigmoid", "tanh", "relu", "selu"]
init = torch.nn.init

for layout, shape in SHAPES:
    for gain in (1.0, 0.5, math.sqrt(2)):
        catch(f"xavier_normal(gain={gain})", layout, shape, lambda t: init.xavier_normal_(t, gain))
        catch(f"xavier_uniform(gain={gain})", layout, shape, lambda t: init.xavier_uniform_(t, gain))
    for name in GAINS:
        catch(f"xavier_normal(gain={name})", layout, shape, lambda t: init.xavier_normal_(t, init.calculate_gain(name)))
    for mode, name in itertools.product(("fan_in", "fan_out"), GAINS):
        for kind in ("normal", "uniform"):
            catch(f"kaiming_{kind}(mode={mode},nonlinearity={name})", layout, shape,
                  lambda t: getattr(init, f"kaiming_{kind}_")(t, mode=mode, nonlinearity=name))
    for a in (0.0, 0.01, 0.2, math.sqrt(5)):
        catch(f"kaiming_uniform(a={a})", layout, shape, lambda t: init.kaiming_uniform_(t, a=a))
        catch(f"xavier_uniform(gain=leaky_relu({a}))", layout, shape,
              lambda t: init.xavier_uniform_(t, init.calculate_gain("leaky_relu", a)))

# jax: axes (in, out) of a matrix are those of conv1d here.
for shape in ((128, 256), (4096, 11008)):
    fans = _compute_fans(shape)
    for scale, mode in itertools.product((0.1, 1.0, 2.0), ("fan_in", "fan_out", "fan_avg", "fan_geo_avg")):
        n = {"fan_in": fans[0], "fan_out": fans[1], "fan_avg": (fans[0] + fans[1]) / 2,
             "fan_geo_avg": (fans[0] * fans[1]) ** 0.5}[mode]
        jax.nn.initializers.variance_scaling(scale, mode, "normal")  # refuses what it does not know
        variance = scale / n
        what = f"variance_scaling(scale={scale},mode={mode},distribution="
        size = "x".join(map(str, shape))
        rows.append((what + "normal)", "conv1d", size, "normal", 0.0, math.sqrt(variance)))
        bound = math.sqrt(3 * variance)
        rows.append((what + "uniform)", "conv1d", size, "uniform", -bound, bound))
        rows.append((what + "truncated_normal)", "conv1d", size, "truncated", 0.0,
                     math.sqrt(variance) / 0.87962566103423978))

print(f"# torch {torch.__version__}, jax {jax.__version__}: initialiser; layout; shape; family; mean and std, or bounds")
for row in rows:
    print(";".join(str(x) for x in row))
