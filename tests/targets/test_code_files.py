"""Files of code that stand alone: what they define gives what the compiled function gives, and they say so."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import symgrad as sg
from symgrad import targets
from symgrad.errors import MissingPackageError, SymgradError
from symgrad.targets import random_point
from symgrad.targets.c.c_compiler import find_compiler
from symgrad.targets.code_files import code_file
from symgrad.targets.functional.functional_files import LIBRARIES
from symgrad.targets.points import random_sequences
from tests.own_cells import REPRESENTATIVE

SAMPLES = 3


def defined(function, name="made"):
    scope = {}
    exec(function.file_text(name), scope)
    return scope[name]


def drawn(system, kind=float, seed=0):
    point = random_sequences(system.program, seed=seed) if system.sequences else random_point(system.program, seed=seed)
    return {name: array.astype(kind) for name, array in point.items()}


def of_samples(system, kind=float):
    """A point with an axis of samples, in all but parameters."""
    points = [drawn(system, kind, seed) for seed in range(SAMPLES)]
    fixed = {symbol.name for symbol in system.parameters}
    timed = {symbol.name for symbol in system.sequences}
    return {
        name: points[0][name] if name in fixed else np.stack([one[name] for one in points], axis=int(name in timed))
        for name in points[0]
    }


def same(first, second):
    first, second = (one if isinstance(one, dict) else {"": one} for one in (first, second))
    assert list(first) == list(second)
    for name in first:
        assert first[name].dtype == second[name].dtype, name
        np.testing.assert_array_equal(first[name], second[name])


SYSTEMS = {
    "one step": lambda: sg.cells.lstm().gradient(),
    "one result": lambda: sg.cells.gru().gradient(wrt=["W"]),
    "Hessian-vector product": lambda: sg.cells.elman().gradient().tangent(),
    "over time": lambda: sg.Recurrence(sg.cells.gru()).value_and_gradient(),
    "truncated": lambda: sg.Recurrence(sg.cells.elman()).gradient(truncate=2),
    "a loss of the last step": lambda: sg.Recurrence(sg.cells.elman()).gradient(last=last_loss()),
    "parameters alone": lambda: sg.System([(sg.scalar("y"), sg.total(W()))], parameters=[W()]),
}


def W():
    return sg.matrix("W", *sg.dims("n m"))


def last_loss():
    h = sg.cells.elman().names.h
    return sg.scalar("L"), sg.dot(h, h) * sg.scalar("c")


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize("name", SYSTEMS)
def test_a_file_gives_what_the_function_gives(name, kind):
    system = SYSTEMS[name]()
    function = system.lambdify()
    made = defined(function)
    for point in (drawn(system, kind), of_samples(system, kind)):
        same(made(**point), function(**point))


@pytest.mark.parametrize("target", ["array-api", "jax", "torch"])
@pytest.mark.parametrize("name", SYSTEMS)
def test_a_file_for_another_library_gives_what_the_function_gives(name, target):
    system = SYSTEMS[name]()
    try:
        function = system.lambdify(target=target)
    except MissingPackageError as error:
        pytest.skip(str(error))
    made = defined(function)
    for point in (drawn(system), of_samples(system)):
        arrays = {key: LIBRARIES[target].array(array) for key, array in point.items()}
        found, right = made(**arrays), system.lambdify()(**point)
        for key, one in found.items() if isinstance(found, dict) else [("", found)]:
            expected = right[key] if isinstance(right, dict) else right
            small = 1e-12 if np.asarray(one).dtype == np.float64 else 1e-5
            assert np.max(np.abs(np.asarray(one) - expected)) <= small * max(1.0, np.max(np.abs(expected)))


def test_what_may_be_left_out_may_be_left_out():
    function = sg.Recurrence(sg.cells.elman()).gradient().lambdify()
    made = defined(function)
    system = sg.Recurrence(sg.cells.elman()).gradient()
    alone, several = drawn(system), of_samples(system)
    del alone["h_prev"], several["h_prev"]
    same(made(**alone), function(**alone))
    zeros = np.zeros((SAMPLES, alone["b"].size))
    same(made(**several), function(h_prev=zeros, **several))  # each sample has its own


@pytest.mark.parametrize("name", REPRESENTATIVE)
def test_every_cell_is_checked_entry_by_entry(name):
    cell = getattr(sg.cells, name)()
    over_time = cell.carry and name != "lstm_layer_norm"  # which takes 6 s, written out entry by entry
    told = (sg.Recurrence(cell) if over_time else cell).gradient().lambdify().file_text("made")
    found = re.search(r"Checked at a random point .*\slargest\s+difference\s+is\s+(\S+)\.\n", told, re.DOTALL)
    assert float(found[1]) < 1e-13


@pytest.mark.parametrize("target", ["numpy", "array-api"])
def test_a_file_is_checked_in_the_type_that_is_asked_for(target):
    function = sg.cells.lstm().gradient().lambdify(target=target)
    assert function.file_text("made", dtype="float64") == function.file_text("made")
    found = re.search(r"Checked in float32 .*\slargest\s+difference\s+is\s+(\S+)\.\n",
                      function.file_text("made", dtype="float32"), re.DOTALL)  # fmt: skip
    assert 1e-9 < float(found[1]) < 1e-6
    with pytest.raises(sg.ArgumentError, match="dtype is float64 or float32, but 'float16' came"):
        function.file_text("made", dtype="float16")


@pytest.mark.parametrize("target", ["numpy", "c", "array-api"])
def test_positions_come_in(target):
    if target == "c" and find_compiler() is None:
        pytest.skip("no C compiler, so that C files are not checked")
    n, m = sg.dims("n m")
    x, A, j, k, y = sg.vector("x", n), sg.matrix("A", n, m), sg.scalar("j"), sg.scalar("k"), sg.scalar("y")
    h, h_prev = sg.vector("h", n), sg.vector("h_prev", n)
    once = sg.System([(y, sg.exp(x[k, 0] * A[j, 1]) + x[0, 0])])
    over_time = sg.Recurrence(
        sg.System([(h, sg.tanh(x[k, 0] * h_prev + x))], parameters=[], carry={h: h_prev}), sequences=[x, k]
    )
    for system in (once, once.gradient(), over_time, over_time.gradient()):
        told = system.lambdify(target=target).file_text("made")
        assert re.search(r"Checked[ *]at[ *]a[ *]random", told), told


def test_a_file_needs_numpy_alone(tmp_path):
    path = tmp_path / "lstm_gradient.py"
    sg.Recurrence(sg.cells.lstm()).gradient(of="h").lambdify().save(str(path))
    run = "import sys; sys.modules['symgrad'] = sys.modules['sympy'] = None; import lstm_gradient, numpy as np; "
    run += "x = np.ones((2, 3)); W = np.ones((3, 3)); b = np.ones(3); "
    run += "print(*lstm_gradient.lstm_gradient(x=x, bar_h=x, **{f'{k}_{g}': {'b': b}.get(k, W) for k in 'WUb' "
    run += "for g in 'ifog'}))"
    done = subprocess.run([sys.executable, "-c", run], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.split() == list(sg.Recurrence(sg.cells.lstm()).gradient(of="h").lambdify().outputs)


def test_the_head_says_what_there_is():
    told = sg.Recurrence(sg.cells.elman()).gradient(truncate=3).lambdify().file_text("elman_gradient")
    for line in (
        "    bar_h[t] = Δ_h[t] + keep[t] Uᵀ bar_pre_h[t+1]",
        "    h_prev  (n,) or, with samples, (B, n); 0 where it is left out",
        "    bar_x       (T, m) or, with samples, (T, B, m)",
        "    bar_W       (n, m)",
        "    elman_gradient(x=x, W=W, U=U, b=b, bar_h=bar_h)",
    ):
        assert line in told.splitlines()


def wrong(function, right, other):
    """The module of a function, with a fault put into it."""
    module = function.module

    def made(names):
        assert right in module(names)
        return module(names).replace(right, other)

    return made


def test_code_that_gives_something_else_is_not_written(monkeypatch):
    function = sg.cells.elman().gradient().lambdify()
    monkeypatch.setattr(function, "module", wrong(function, "tanh_slope(pre_h) * bar_h", "pre_h * bar_h"))
    with pytest.raises(SymgradError, match=r"made is not written: its code differs by .* from its equations"):
        function.file_text("made")


def test_samples_that_give_something_else_are_not_written(monkeypatch):
    function = sg.cells.elman().gradient().lambdify()
    monkeypatch.setattr(function, "module", wrong(function, "= bar_pre_h.dot(U)", "= bar_pre_h.dot(U.T)"))
    with pytest.raises(SymgradError, match="bar_h_prev of several samples differs"):
        function.file_text("made")


def test_what_is_not_written_out_is_said_not_to_be_checked():
    cube = sg.elementwise("cube", slope=lambda x, y: 3 * x**2, numpy="{x}**3")
    x, y = sg.scalars("x y")
    told = sg.System([(y, cube(x))]).lambdify().file_text("made")
    assert "Not checked: " in told


def test_names_of_the_file_and_of_the_equations_are_apart():
    x, filled, samples, y = sg.scalars("x filled samples y")
    system = sg.System([(y, x * filled + samples)])
    function = system.gradient().lambdify()
    made = defined(function, "given")
    assert made(x=np.array(2.0), filled_=np.array(3.0), samples_=np.array(1.0)) == function(
        x=2.0, filled=3.0, samples=1.0
    )


FUNCTIONS = {  # of each target, read and not imported: an engine need not be there
    "numpy.py": "NumpyFunction", "numpy_over_time.py": "TimeFunction", "c/c_function.py": "CCode",
    "array_api.py": "ArrayFunction", "jax_functions.py": "JaxFunction", "torch/tensor_function.py": "TensorFunction",
}  # fmt: skip


@pytest.mark.parametrize("path", FUNCTIONS)
def test_the_functions_of_every_target_write_files(path):
    tree = ast.parse((Path(targets.__file__).parent / path).read_text(encoding="utf-8"))
    (made,) = (one for one in tree.body if isinstance(one, ast.ClassDef) and one.name == FUNCTIONS[path])
    assert {one.name for one in made.body if isinstance(one, ast.FunctionDef)} >= {"file_text", "save"}


@pytest.mark.parametrize("name", ["a-b", "lambda", "1st", "évaluer", "np"])
def test_any_file_name_is_a_function_name(name, tmp_path):
    path = tmp_path / f"{name}.py"
    sg.cells.dense().lambdify().save(str(path))
    compile(path.read_text(encoding="utf-8"), str(path), "exec")


def test_text_is_the_same_each_time():
    def told():
        return code_file_of(sg.cells.lstm().gradient())

    assert told() == told()


def code_file_of(system):
    from symgrad.targets.code_files import NUMPY

    return code_file(system.lambdify(), NUMPY, "made")
