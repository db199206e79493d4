"""Gradients of random programs by their derived rule and by torch's own, line by line.

``python3 -m tests.targets.torch.random_gradients --count 300``: programs of ``tests.targets.random_programs``, and the
same code differentiated by torch.autograd through its lines, once and twice. Ends with status 1 where numbers
differ. Where the two meet a corner or overflow on the way, nothing is compared.
"""

import argparse
import sys
import traceback

import numpy as np
import torch

from symgrad.errors import SymgradError
from symgrad.targets import compiled_for

from ..random_programs import once, over_time, wide
from ..same_results import by_name

TOLERANCE = 1e-8


def whole(function, tensors):
    """The values, differentiated by the derived rule."""
    return list(by_name(function, function(**tensors)).values())


def plain(function, tensors):
    """The values by the same code, which torch differentiates."""
    return function._evaluation.computed(*(tensors.get(name) for name in function.arguments))


def derivatives(call, tensors, seed):
    """Values, gradient along random cotangents, and the gradient of that along random directions."""
    random = np.random.default_rng(seed)
    moved = [one.detach().clone().requires_grad_() for one in tensors.values()]
    values = call(dict(zip(tensors, moved, strict=True)))
    total = sum((one * torch.tensor(random.standard_normal(one.shape))).sum() for one in values)
    if not total.requires_grad:
        return [values, [], []]
    first = torch.autograd.grad(total, moved, create_graph=True, materialize_grads=True)
    along = sum((one * torch.tensor(random.standard_normal(one.shape))).sum() for one in first)
    if not along.requires_grad:
        return [values, first, []]
    return [values, first, torch.autograd.grad(along, moved, materialize_grads=True)]


def drawn(seed, index):
    """A function of a random program, tensors for it, and those that may move; None where there is none."""
    random = np.random.default_rng([seed, index])
    try:
        with np.errstate(all="ignore"):
            program, arrays = (
                once(random, index) if index % 3 == 0 else (wide if index % 3 == 1 else over_time)(seed, index)
            )
            function = compiled_for(program, "torch")
    except (SymgradError, AssertionError, np.linalg.LinAlgError):
        return None  # of the searches themselves
    given = {name: torch.tensor(np.asarray(arrays[name], float)) for name in function.arguments if name in arrays}
    moving = {symbol.name for symbol in program.movable if symbol not in getattr(program, "masks", ())}
    return function, given, {name: one for name, one in given.items() if name in moving}


def tried(seed, index):
    """ "" where both give the same, None where there is nothing to compare, else what is told."""
    made = drawn(seed, index)
    if made is None:
        return None
    function, given, moved = made
    try:
        theirs = derivatives(lambda one: plain(function, {**given, **one}), moved, index)
    except (RuntimeError, SymgradError):
        return None  # torch cannot differentiate its own code there
    mine = derivatives(lambda one: whole(function, {**given, **one}), moved, index)
    for order in range(3):
        if not mine[order] or not theirs[order]:  # nothing depends on anything any more
            if any(one.any() for one in (*mine[order], *theirs[order])):
                return f"seed {seed}, index {index}, order {order}: numbers beside none\n{function.program!r}"
            continue
        for place, (one, wanted) in enumerate(zip(mine[order], theirs[order], strict=True)):
            if not torch.isfinite(wanted).all():
                return "" if order else None
            if (error := differing(one, wanted)) > TOLERANCE:
                name = (function.outputs if order == 0 else list(moved))[place]
                return f"seed {seed}, index {index}, order {order}, {name}: off by {error:.1e}\n{function.program!r}"
    return ""


def differing(one, wanted):
    """The largest difference to the scale of the numbers."""
    if not wanted.numel():
        return 0.0
    error = (one - wanted).detach().abs().max() / (1 + wanted.detach().abs().max())
    return float(torch.nan_to_num(error, nan=torch.inf))


def main(arguments=None):
    """Searches; the exit status."""
    parser = argparse.ArgumentParser(
        prog="python3 -m tests.targets.torch.random_gradients", description=__doc__.split("\n")[0]
    )
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    compared = wrong = index = 0
    while compared < options.count:
        try:
            answer = tried(options.seed, index)
        except Exception:
            answer = f"seed {options.seed}, index {index}:\n{traceback.format_exc(limit=-5)}"
        index += 1
        compared += answer is not None
        if answer:
            wrong += 1
            print(answer, flush=True)
    print(f"{compared} programs compared, {wrong} wrong, {index - compared} thrown away")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
