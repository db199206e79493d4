"""The same results from another target as from NumPy: systems of the library, arrays for them, and the comparison."""

import warnings
from dataclasses import dataclass

import numpy as np

import symgrad as sg
from symgrad.targets import compiled_for

LAYOUTS = {  # the same numbers, which stand otherwise in memory
    "as they are": lambda array: array,
    "of Fortran": lambda array: np.array(array, order="F"),
    "every other": lambda array: np.repeat(array, 2, axis=-1)[..., ::2] if array.ndim else array,
    "backward": lambda array: array[..., ::-1].copy()[..., ::-1] if array.ndim else array,
}
KINDS = ("values", "gradient", "product", "values over time", "gradient over time", "product over time")


def system_of(cell, kind):
    """A system of a cell: its values, its gradient, its Hessian-vector product, once or over time; None for no such."""
    whole = getattr(sg.cells, cell)()
    if kind.endswith("time"):
        if not whole.carry:
            return None
        whole = sg.Recurrence(whole)
    if kind.startswith("values"):
        return whole
    return whole.gradient() if kind.startswith("gradient") else whole.gradient().tangent()


def kinds_of_cells(small=False):
    """Each cell of the library with each of its kinds; where it is to be small, of one cell."""
    for cell in ["elman"] if small else sg.cells.__all__:
        recurrent = bool(getattr(sg.cells, cell)().carry)
        yield from ((cell, kind) for kind in KINDS if recurrent or not kind.endswith("time"))


def drawn(system, number, samples, random, steps=4):
    """Random arrays: sizes from ``number`` on, each another one, and an axis of samples, or none for None."""
    sequences = getattr(system, "sequences", ())
    over_time = bool(sequences)
    arrays, sizes = {}, {size: number + k for k, size in enumerate(system.program.dims)}
    for symbol in system.inputs:
        shape = tuple(int(sg_size(size, sizes)) for size in getattr(symbol, "shape", ()))
        shape = shape[:1] if shape and symbol.shape[1] == 1 else shape
        lead = [steps] if over_time and symbol in sequences else []
        lead += [samples] if samples is not None and symbol not in system.parameters else []
        width = shape[-1] if len(shape) == 2 else 1  # entries of a product are of order 1 at every size
        arrays[symbol.name] = 0.5 * random.standard_normal((*lead, *shape)) / np.sqrt(width)
    return arrays


def fixed(array, layout):
    """A copy of an array in one of the layouts, that nobody may write into."""
    made = LAYOUTS[layout](np.array(array))
    made.flags.writeable = False
    return made


def sg_size(size, sizes):
    """The number of a size."""
    return size.xreplace(sizes) if hasattr(size, "xreplace") else size


ROUNDINGS = 16  # about as many as an entry goes through


def lost_to_rounding(numpys, arrays, exact, seed=0):
    """How far results may be off, beside their scale, whoever computes them.

    It is how far NumPy's in float64 move when the arrays move by one unit of the last place, so often as numbers are
    rounded: the difference of two numbers that are nearly equal, say, which a normaliser or a variance divides by. Of
    float32 it is at least four times as far as NumPy's own are off.
    """
    random = np.random.default_rng(seed)

    def furthest(given):
        found = by_name(numpys, numpys(**given))
        errors = [np.max(np.abs(found[name] - right), initial=0) / (1 + np.max(np.abs(right), initial=0))
                  for name, right in exact.items()]  # fmt: skip
        return float(max(errors))

    def moved():
        units = {name: np.finfo(one.dtype).eps * random.choice([-1.0, 1.0], one.shape) for name, one in arrays.items()}
        return {name: one.astype(float) * (1 + units[name]) for name, one in arrays.items()}

    return max(4 * furthest(arrays), *(ROUNDINGS * furthest(moved()) for _ in range(3)))


@dataclass(frozen=True)
class Library:
    """A target, the arrays that it is called with, and how it is called there."""

    target: str
    array: object
    compiled: object = staticmethod(lambda function: function)


def strict_array(value):
    """An array of the standard and of nothing else."""
    import array_api_strict

    array_api_strict.set_array_api_strict_flags(api_version="2023.12")
    return array_api_strict.asarray(value)


def jax_array(value):
    """An array of jax, of the type that came."""
    import jax

    jax.config.update("jax_enable_x64", True)
    return jax.numpy.asarray(value)


def jitted(function):
    """A function compiled as a whole; jax gives names in their own order back in that of the alphabet."""
    import jax

    whole = jax.jit(function)

    def called(**arrays):
        found = whole(**arrays)
        return {name: found[name] for name in function.outputs} if isinstance(found, dict) else found

    called.arguments, called.outputs = function.arguments, function.outputs
    return called


def torch_tensor(value):
    """A tensor of torch in the memory of an array, where torch has such tensors: it has none that run backward."""
    import torch

    array = np.asarray(value)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of an array that nobody may write into, which is what is looked at
        return torch.from_numpy(array.copy() if min(array.strides, default=0) < 0 else array)


TARGETS = {
    "array-api": Library("array-api", strict_array),
    "array-api-numpy": Library("array-api", np.asarray),
    "jax": Library("jax", jax_array),
    "jax-jit": Library("jax", jax_array, jitted),
    "torch": Library("torch", torch_tensor),
}


def by_name(function, found):
    """Results by name, one alone too."""
    return found if isinstance(found, dict) else {function.outputs[0]: found}


def compare(numpys, expected, library, program, arrays, tolerance, function=None):
    """AssertionError where another target gives something else for arrays than NumPy's function gave."""
    function = library.compiled(compiled_for(program, library.target)) if function is None else function
    assert (function.arguments, function.outputs) == (numpys.arguments, numpys.outputs)
    found = by_name(function, function(**{name: library.array(value) for name, value in arrays.items()}))
    for name, wanted in by_name(numpys, expected).items():
        got = np.asarray(found[name])
        assert (got.shape, got.dtype) == (np.shape(wanted), np.asarray(wanted).dtype), (
            f"{name} is {got.dtype} of shape {got.shape}, not {np.asarray(wanted).dtype} of {np.shape(wanted)}"
        )
        scale = 1 + np.max(np.abs(wanted), initial=0)
        error = np.max(np.abs(got - wanted), initial=0) / scale
        assert error <= tolerance, f"{name} is off by {error:.1e}: {got} instead of {wanted}"
