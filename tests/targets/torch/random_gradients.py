"""Gradients of random programs by their derived rule and by torch's own, line by line.

``python3 -m tests.targets.torch.random_gradients --count 300``: programs of ``tests.targets.random_programs``; the
same code is differentiated by torch.autograd through its lines, once and twice. Ends with status 1 where numbers
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


def derivatives(call, tensors, random):
    """Values, gradient along random cotangents, and the gradient of that along random directions."""
    moved = [one.detach().clone().requires_grad_() for one in tensors.values()]
    values = call(dict(zip(tensors, moved, strict=True)))
    bars = [torch.tensor(random.standard_normal(one.shape)) for one in values]
    total = sum((one * bar).sum() for one, bar in zip(values, bars, strict=True))
    if not total.requires_grad:
        return [values, [], []]
    first = torch.autograd.grad(total, moved, create_graph=True, materialize_grads=True)
    along = sum((one * torch.tensor(random.standard_normal(one.shape))).sum() for one in first)
    if not along.requires_grad:
        return [values, first, []]
    return [values, first, torch.autograd.grad(along, moved, materialize_grads=True)]


def tried(seed, index):
    """ "" where both give the same, None where there is nothing to compare, else what is told."""
    random = np.random.default_rng([seed, index])
    try:
        with np.errstate(all="ignore"):
            made = once(random, index) if index % 3 == 0 else (wide if index % 3 == 1 else over_time)(seed, index)
        program, arrays = made
        function = compiled_for(program, "torch")
        kinds = {symbol.name for symbol in program.movable if symbol not in getattr(program, "masks", ())}
        given = {name: torch.tensor(np.asarray(arrays[name], float)) for name in function.arguments if name in arrays}
        moved = {name: one for name, one in given.items() if name in kinds}
        evaluation = function._evaluation
        own = derivatives(
            lambda one: list(by_name(function, function(**{**given, **one})).values()),
            moved,
            np.random.default_rng(index),
        )
    except (SymgradError, AssertionError, np.linalg.LinAlgError):
        return None  # of the searches themselves

    def plain(one):
        whole = {**given, **one}
        return evaluation.computed(*(whole.get(name) for name in function.arguments))

    try:
        other = derivatives(plain, moved, np.random.default_rng(index))
    except (RuntimeError, SymgradError):
        return None  # torch cannot differentiate its own code there
    for order, (mine, theirs) in enumerate(zip(own, other, strict=True)):
        if not mine or not theirs:  # nothing depends on anything any more
            assert not any(one.any() for one in (*mine, *theirs)), (
                f"index {index}, order {order}: nothing beside numbers"
            )
            continue
        for place, (one, wanted) in enumerate(zip(mine, theirs, strict=True)):
            if not torch.isfinite(wanted).all():
                return "" if order else None
            error = (
                float((one - wanted).detach().abs().max() / (1 + wanted.detach().abs().max())) if one.numel() else 0.0
            )
            if not error <= TOLERANCE:
                names = function.outputs if order == 0 else list(moved)
                return f"seed {seed}, index {index}, order {order}, {names[place]}: off by {error:.1e}\n{program!r}"
    return ""


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
