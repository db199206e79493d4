"""What torch finds by differentiating a function of tensors, beside the derived gradient and product in NumPy.

Each cell is differentiated by torch.autograd, once and twice, and pushed forward by torch.func.jvp; NumPy evaluates the
gradient, and the tangent of that, which symgrad derives. Tensors are contiguous, transposed, or every second entry of
larger ones.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

import symgrad as sg

from ..same_results import by_name, drawn, lost_to_rounding

LAYOUTS = ("contiguous", "transposed", "strided")


def laid_out(array, layout, torch):
    """A tensor of these numbers, which stand otherwise in memory."""
    one = torch.tensor(array)
    if layout == "transposed" and one.ndim > 1:
        return one.transpose(0, -1).contiguous().transpose(0, -1)
    if layout == "strided" and one.ndim > 0:
        return torch.stack([one, one + 1], -1).reshape(*one.shape[:-1], 2 * one.shape[-1])[..., ::2]
    return one


@dataclass
class Compared:
    """A cell, once or over time."""

    cell: str
    over_time: bool = False

    @cached_property
    def system(self):
        """The values."""
        cell = getattr(sg.cells, self.cell)()
        return sg.Recurrence(cell) if self.over_time else cell

    @cached_property
    def product(self):
        """The Hessian-vector product."""
        return self.system.gradient().tangent()

    @cached_property
    def numpys(self):
        """NumPy's functions: values, gradient, product."""
        return self.system.lambdify(), self.system.gradient().lambdify(), self.product.lambdify()

    @cached_property
    def function(self):
        """The function of tensors."""
        return self.system.lambdify(target="torch")

    def arrays(self, size, samples, random):
        """Arrays for all three, by name."""
        arrays = drawn(self.product, size, samples, random)
        for symbol in self.system.parameters:  # one direction for all samples, as there is one parameter
            dot = f"dot_{symbol.name}"
            arrays[dot] = arrays[dot][0] if arrays[dot].ndim > arrays[symbol.name].ndim else arrays[dot]
        return {name: array for name, array in arrays.items() if not name.startswith("dot_bar")}

    def wanted(self, arrays):
        """NumPy's values, gradient and product."""
        found = []
        for function in self.numpys:
            given = {name: arrays[name] for name in function.arguments if name in arrays}
            found.append(by_name(function, function(**given)))
        return found

    def lost(self, arrays, wanted):
        """By name how far these may be off, whoever computes them."""
        most = {}
        for function, right in zip(self.numpys, wanted, strict=True):
            given = {name: arrays[name] for name in function.arguments if name in arrays}
            most |= dict.fromkeys(right, lost_to_rounding(function, given, right))
        return most

    def found(self, arrays, layout="contiguous", forward=False):
        """The same by torch: of tensors that need a gradient, the product by ``forward`` mode or by a second pass."""
        import torch

        own = {name: laid_out(arrays[name], layout, torch) for name in self.function.arguments if name in arrays}
        bars = {name: torch.tensor(arrays[f"bar_{name}"]) for name in self.function.outputs}
        dots = {name: torch.tensor(arrays[f"dot_{name}"]) for name in own if f"dot_{name}" in arrays}

        def loss(moved):
            values = by_name(self.function, self.function(**{**own, **moved}))
            return sum((values[name] * bar).sum() for name, bar in bars.items()), values

        if forward:
            gradient = torch.func.grad(loss, has_aux=True)
            moved = {name: own[name] for name in dots}
            first, second, values = torch.func.jvp(gradient, (moved,), (dots,), has_aux=True)
        else:
            moved = {name: own[name].requires_grad_() for name in dots}
            total, values = loss(moved)
            names = list(moved)
            bar = torch.autograd.grad(total, [moved[n] for n in names], create_graph=True, materialize_grads=True)
            first = dict(zip(names, bar, strict=True))
            along = sum((first[name] * dots[name]).sum() for name in names)
            dot = torch.autograd.grad(along, [moved[n] for n in names], materialize_grads=True)
            second = dict(zip(names, dot, strict=True))
        return (
            {name: one.detach().cpu().numpy() for name, one in values.items()},
            {f"bar_{name}": one.detach().cpu().numpy() for name, one in first.items()},
            {f"dot_bar_{name}": one.detach().cpu().numpy() for name, one in second.items()},
        )


def differences(found, wanted):
    """The largest difference of each name to the scale of its numbers, as (name, size)."""
    for mine, numpys in zip(found, wanted, strict=True):
        for name, expected in numpys.items():
            assert mine[name].shape == np.shape(expected), f"{name} has shape {mine[name].shape}, not {expected.shape}"
            error = np.max(np.abs(mine[name] - expected), initial=0) / (1 + np.max(np.abs(expected), initial=0))
            yield name, float(error)
