"""Forward passes as papers print them, read into Systems that compute what the cells of the library compute."""

import re

import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from tests.latex_reading.published.forward_passes import PUBLISHED

SIZES = {"n": 3, "m": 4, "k": 5, "p": 6, "q": 7}
SAMPLES = 5
CELLS = [one for one in PUBLISHED if one.cell]
PAIRED = [one for one in PUBLISHED if one.pair and not one.cell]


def read(text):
    return sg.read_latex(text.latex, shapes=text.shapes, conventions=text.conventions)


def arguments(system):
    """Inputs and parameters, each once."""
    return tuple(dict.fromkeys((*system.inputs, *system.parameters)))


def drawn(system, seed=0):
    """An array for each input and parameter of a system."""
    rng = np.random.default_rng(seed)
    sizes = {}
    return {
        str(one): rng.normal(size=tuple(size_in(sizes, size) for size in shape_of(one))) for one in arguments(system)
    }


def size_in(sizes, size):
    for one in sorted(size.free_symbols, key=str):
        sizes.setdefault(one, 3 + len(sizes))
    return int(size.subs(sizes))


def shape_of(symbol):
    shape = getattr(symbol, "shape", ())
    return shape[:1] if len(shape) == 2 and shape[1] == 1 else shape


def value(written, arrays):
    """What ``rename`` says of an array: a name, a transpose, a diagonal, blocks side by side."""
    if match := re.fullmatch(r"diag\((\w+)\)", written):
        return np.diag(arrays[match[1]])
    if match := re.fullmatch(r"\[(.*)\](\.T)?", written):
        joined = np.hstack([value(one.strip(), arrays) for one in match[1].split(",")])
        return joined.T if match[2] else joined
    return arrays[written[:-2]].T if written.endswith(".T") else arrays[written]


def values(system, arrays):
    """The value of each name that an equation defines."""
    names = [str(equation.lhs) for equation in system.equations]
    found = system.lambdify(outputs=names)(**arrays)
    return found if isinstance(found, dict) else {names[0]: found}


def given_to(system, rename, arrays):
    """The arrays of a system that was read, by what its names are in the model; "0" is an array of zeros."""
    given, sizes = {}, {}
    for one in arguments(system):
        written = rename.get(str(one), str(one))
        if written != "0" and {*re.findall(r"[A-Za-z]\w*", written)} - {"diag", "T"} <= {*arrays}:
            array = value(written, arrays)
            given[str(one)] = array.reshape(1, -1) if array.ndim == 1 and len(shape_of(one)) == 2 else array
            sizes |= dict(zip(shape_of(one), given[str(one)].shape[-len(shape_of(one)) :], strict=False))
    for one in arguments(system):
        if str(one) not in given:
            given[str(one)] = np.zeros([int(sp.sympify(size).subs(sizes)) for size in shape_of(one)])
    return given


def compared(text, system, model):
    """Both run on the same numbers; how many names were compared."""
    arrays = drawn(model)
    spoken = {name for one in arguments(system) for name in re.findall(r"\w+", text.rename.get(str(one), str(one)))}
    for one in model.parameters:
        if str(one) not in spoken:
            arrays[str(one)] = np.zeros_like(arrays[str(one)])
    if text.samples:
        rng = np.random.default_rng(1)
        states = set(model.inputs) - set(model.parameters)
        arrays |= {str(one): rng.normal(size=(SAMPLES, *arrays[str(one)].shape)) for one in states}
    ours, theirs = values(system, given_to(system, text.rename, arrays)), values(model, arrays)
    count = 0
    for name, array in ours.items():
        other = theirs.get(text.rename.get(name, name))
        if other is not None:
            np.testing.assert_allclose(np.squeeze(array), np.squeeze(other), rtol=1e-12, atol=1e-13)
            count += 1
    return count


@pytest.mark.parametrize("text", CELLS, ids=lambda one: one.name)
def test_a_published_cell_computes_what_ours_does(text):
    model = getattr(sg.cells, text.cell)()
    assert compared(text, read(text), model) >= 1


@pytest.mark.parametrize("text", PAIRED, ids=lambda one: one.name)
def test_index_form_and_matrix_form_are_equal(text):
    first = next(one for one in PUBLISHED if one.pair == text.pair)
    if first is text:
        pytest.skip("the first of its pair, with which the other is compared")
    assert compared(text, read(text), read(first)) >= 1
