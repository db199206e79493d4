"""Derived gradients of random programs beside jax's own: ``python3 -m tests.targets.jax_gradients --count 40``.

jax differentiates the function of the jax target, whose rule is the derived gradient, and once more the code of the
values alone, without that rule; both compiled by jax.jit. Ends with status 1 where they differ.
"""

import argparse
import sys

import jax
import jax.numpy as jnp
import numpy as np

from symgrad.errors import SymgradError
from symgrad.targets import compiled_for
from symgrad.targets.functional.library_spellings import JAX
from symgrad.targets.functional.lowered import Lowered
from symgrad.targets.functional.modules import module_source
from symgrad.targets.jax_functions import Arrays
from symgrad.targets.running import compiled

from .random_programs import once, over_time

TOLERANCE = 1e-10


def program_of(seed, index):
    """A random program that holds once, or one over time, and arrays for it."""
    return over_time(seed, 9 * index + 2) if index % 2 else once(np.random.default_rng([seed, index]), index)


def without_rule(program, arrays):
    """The code of the values alone, as a function of arrays by name that gives a list."""
    lowered, library = Lowered(program), Arrays(jax)
    fitted, _ = lowered.fittings.of(arrays)
    text = module_source(JAX, [lowered.written(JAX, "evaluate", fitted.batched)])
    values = compiled(text, "evaluate", "evaluate")

    def called(given):
        found = values(*[argument.array(library, given) for argument in fitted.arguments])
        found = list(found) if isinstance(found, tuple) else [found]
        axes = lowered.sums(fitted) or [None] * len(found)
        return [one if axis is None else one.sum(axis=axis) for one, axis in zip(found, axes, strict=True)]

    return called


def compared(seed, index):
    """ "" where both agree, None where there is nothing to compare, else what is told."""
    try:
        program, arrays = program_of(seed, index)
        function = compiled_for(program, "jax")
        arrays = {name: jnp.asarray(array) for name, array in arrays.items() if name in function.arguments}
        function(**arrays)
    except (SymgradError, AssertionError):
        return None  # of the searches themselves

    def derived(given):
        found = function(**given)
        return [found[name] for name in function.outputs] if isinstance(found, dict) else [found]

    def slopes(called):
        return jax.jit(jax.grad(lambda given: sum(jnp.sum(jnp.sin(one) * one) for one in called(given))))(arrays)

    found, expected = slopes(derived), slopes(without_rule(program, arrays))
    for name, right in expected.items():
        scale = 1 + float(jnp.abs(right).max(initial=0))
        if not float(jnp.abs(found[name] - right).max(initial=0)) <= TOLERANCE * scale:
            return f"seed {seed}, index {index}: {name} of {program!r} is {found[name]} instead of {right}"
    return ""


def main(arguments=None):
    """Compares; the exit status."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.targets.jax_gradients", description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    jax.config.update("jax_enable_x64", True)
    answers = [compared(options.seed, index) for index in range(options.count)]
    for answer in filter(None, answers):
        print(answer)
    wrong = sum(map(bool, answers))
    print(f"{len(answers) - answers.count(None)} programs compared, {wrong} wrong")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
