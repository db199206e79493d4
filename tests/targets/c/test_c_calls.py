"""Calls of C functions: arrays of every layout, errors by name, threads and processes, what is compiled when."""

import ctypes
import multiprocessing
import os
import pickle
import sysconfig
import threading
from dataclasses import replace

import numpy as np
import pytest

import symgrad as sg
from symgrad.targets.c import c_compiler, c_loading
from tests.targets.c.every_cell import distance, point_of

CELL = sg.cells.elman()
SYSTEMS = {"once": CELL.gradient(), "over time": sg.Recurrence(CELL).gradient()}


def both(kind):
    return SYSTEMS[kind].lambdify(), SYSTEMS[kind].lambdify(target="c")


def layouts(array):
    """The same numbers in other arrays: of other order, of every second entry, read-only, as lists, not aligned."""
    yield np.asfortranarray(array)
    wide = np.zeros([2 * size for size in array.shape], array.dtype)
    wide[tuple(slice(None, None, 2) for _ in array.shape)] = array
    yield wide[tuple(slice(None, None, 2) for _ in array.shape)]
    still = array.copy()
    still.flags.writeable = False
    yield still
    yield array[::-1].copy()[::-1] if array.ndim else array
    yield array.astype(array.dtype.newbyteorder())
    yield array.tolist()
    bytes_ = np.zeros(array.nbytes + 1, np.uint8)
    moved = bytes_[1:].view(array.dtype).reshape(array.shape) if array.ndim else array
    moved[...] = array
    yield moved


@pytest.mark.parametrize("samples", [None, 3])
@pytest.mark.parametrize("kind", SYSTEMS)
def test_arrays_of_every_layout(kind, samples):
    numpy, c = both(kind)
    point = point_of(SYSTEMS[kind], 4, samples)
    expected = numpy(**point)
    assert distance(c(**point), expected) < 1e-14
    before = {name: array.copy() for name, array in point.items()}
    for name, array in point.items():
        for other in layouts(array):
            assert distance(c(**(point | {name: other})), expected) < 1e-14
    assert all(np.array_equal(point[name], before[name]) for name in point)


def test_results_are_new_arrays():
    _, c = both("once")
    point = point_of(SYSTEMS["once"], 3, None)
    first, second = c(**point), c(**point)
    for name, array in first.items():
        assert not any(np.shares_memory(array, other) for other in (*point.values(), second[name]))
        assert array.flags.owndata
        assert array.flags.writeable


WRONG = {
    "missing": lambda point: {name: array for name, array in point.items() if name != "U"},
    "unknown": lambda point: point | {"V": point["U"]},
    "shape": lambda point: point | {"U": point["U"][:, :1]},
    "axes": lambda point: point | {"b": np.zeros((2, 2, 2, 2))},
    "size": lambda point: point | {"b": np.zeros(9)},
    "nothing": lambda point: point | {"x": np.zeros((0,) * np.ndim(point["x"]))},
    "text": lambda point: point | {"b": "no array"},
    "objects": lambda point: point | {"b": np.array([None, None, None])},
    "masked": lambda point: point | {"b": np.ma.masked_array(np.zeros(3), [True, False, False])},
}


@pytest.mark.parametrize("what", WRONG)
@pytest.mark.parametrize("kind", SYSTEMS)
def test_errors_are_those_of_numpy(kind, what):
    numpy, c = both(kind)
    point = point_of(SYSTEMS[kind], 3, None)
    for warm in (False, True):
        if warm:
            c(**point)
        given = WRONG[what](point)
        with pytest.raises(sg.SymgradError) as expected:
            numpy(**given)
        with pytest.raises(sg.SymgradError) as told:
            c(**given)
        assert type(told.value) is type(expected.value)
        assert str(told.value) == str(expected.value)
    with pytest.raises(sg.ArgumentError, match="arrays are given by name"):
        c(point["x"])


@pytest.mark.parametrize("kind", SYSTEMS)
def test_types_that_c_does_not_have_are_named(kind):
    _, c = both(kind)
    point = point_of(SYSTEMS[kind], 3, None)
    for bad in (np.complex128, np.longdouble):
        with pytest.raises(sg.ArgumentError, match=r"^b: |^x: "):
            c(**{name: array.astype(bad) for name, array in point.items()})


def test_numbers_of_python_and_of_two_types():
    system = sg.cells.notebook().gradient()
    numpy, c = system.lambdify(), system.lambdify(target="c")
    point = point_of(system, 3, None)
    loose = {name: float(array) if array.ndim == 0 else array for name, array in point.items()}
    single = {name: array.astype(np.float32) for name, array in point.items()}
    for given in (point, loose, point | {"V_a1": single["V_a1"]}):
        for _ in range(2):
            assert distance(c(**given), numpy(**given), True) < 1e-6
    mixed = {name: value.astype(np.float32) if np.ndim(value) else value for name, value in loose.items()}
    c(**mixed)
    assert c(**mixed)["bar_V_a1"].dtype == np.float32


@pytest.mark.parametrize("size", [1.0, -1.0])
def test_at_a_thousand_nothing_overflows(size):
    system = sg.Recurrence(sg.cells.lstm()).gradient()
    numpy, c = system.lambdify(), system.lambdify(target="c")
    point = point_of(system, 3, 2)
    for name in ("b_i", "b_f", "b_o", "b_g"):
        point[name] = np.full(3, 1000.0 * size)
        found, expected = c(**point), numpy(**point)
        assert all(np.isfinite(array).all() for array in found.values())
        assert distance(found, expected) < 1e-12


def _calls(start, point, expected, rounds, failures):
    function = SYSTEMS["over time"].lambdify(target="c")
    start.wait()
    for _ in range(rounds):
        if not distance(function(**point), expected) < 1e-14:
            failures.append("a wrong number")


def _in_threads(folder, rounds):
    """Eight threads of this process, each with a function of its own, build and call."""
    os.environ["XDG_CACHE_HOME"] = folder
    numpy = SYSTEMS["over time"].lambdify()
    points = [point_of(SYSTEMS["over time"], 5, 3, seed) for seed in range(8)]
    failures, start = [], threading.Barrier(8)
    threads = [
        threading.Thread(target=_calls, args=(start, point, numpy(**point), rounds, failures)) for point in points
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def test_two_processes_and_eight_threads_build_and_call_at_once(tmp_path):
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        assert pool.starmap(_in_threads, [(str(tmp_path), 50)] * 2) == [[], []]
    left = [path.name for path in (tmp_path / "symgrad").iterdir()]
    assert [name for name in left if name.startswith("build-")] == []
    assert len(left) == 1


def test_one_function_in_eight_threads():
    numpy, c = both("over time")
    points = [point_of(SYSTEMS["over time"], size, 3, size) for size in (2, 3, 5, 7, 11, 13, 17, 19)]
    expected = [numpy(**point) for point in points]
    failures = []

    def calls(k):
        failures.extend(k for _ in range(50) if not distance(c(**points[k]), expected[k]) < 1e-13)

    threads = [threading.Thread(target=calls, args=(k,)) for k in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_what_was_compiled_is_not_compiled_again(monkeypatch):
    made = []
    plain = c_compiler.Compiler.compile
    monkeypatch.setattr(c_compiler.Compiler, "compile", lambda self, *args: made.append(1) or plain(self, *args))
    n = sg.dims("n")
    x, y = sg.vector("x", n), sg.vector("y", n)
    system = sg.System([(y, sg.tanh(x) / 7)], outputs=[y])
    for _ in range(3):
        function = system.lambdify(target="c")
        assert made == [] or len(made) == 1
        function(x=np.ones(3))
        function(x=np.ones(4))
    assert len(made) == 1
    function(x=np.ones(3, np.float32))
    function(x=np.ones((2, 3)))
    assert len(made) == 3


def test_a_function_is_pickled_without_its_code():
    _, c = both("once")
    point = point_of(SYSTEMS["once"], 3, None)
    assert distance(pickle.loads(pickle.dumps(c))(**point), c(**point)) == 0
    assert repr(c).startswith("<C function (x")


def test_without_python_h_it_is_called_by_ctypes(monkeypatch):
    monkeypatch.setattr(sysconfig, "get_paths", lambda: {"include": "/nowhere"})
    numpy, c = both("over time")
    point = point_of(SYSTEMS["over time"], 4, 3)
    for _ in range(2):
        assert distance(c(**point), numpy(**point)) < 1e-14
    assert type(next(iter(c._modules.values()))[1]).__name__ == "_Library"
    A, x, y = sg.matrix("A", 2, 2), sg.vector("x", 2), sg.vector("y", 2)
    inverse = sg.System([(y, A.I * x)], outputs=[y]).lambdify(target="c")
    with pytest.raises(sg.DomainError, match="singular"):
        inverse(A=np.ones((2, 2)), x=np.ones(2))


def test_without_scipy_the_products_are_plain_loops(monkeypatch):
    monkeypatch.setattr(c_loading, "_give_blas", lambda module, single: None)
    numpy, c = both("over time")
    for size, samples in ((40, 30), (37, 5), (3, 9), (130, 4)):
        point = point_of(SYSTEMS["over time"], size, samples)
        assert distance(c(**point), numpy(**point)) < 1e-12


def test_no_compiler_is_a_named_error_and_auto_takes_numpy(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("CC", raising=False)
    point = point_of(SYSTEMS["once"], 3, None)
    with pytest.raises(sg.MissingPackageError, match=r"needs a C compiler, and there is none of gcc, cc, clang"):
        SYSTEMS["once"].lambdify(target="c")(**point)
    monkeypatch.setenv("CC", "nocc -m64")
    with pytest.raises(sg.MissingPackageError, match=r"CC=nocc -m64, which does not run"):
        SYSTEMS["once"].lambdify(target="c")(**point)
    for system in SYSTEMS.values():
        assert "there is no C compiler" in system.lambdify(target="auto").note


def test_auto_takes_c():
    assert type(SYSTEMS["once"].lambdify(target="auto")).__name__ == "CFunction"
    assert type(SYSTEMS["over time"].lambdify(target="auto")).__name__ == "CTimeFunction"
    assert "checkpoint_every" in SYSTEMS["over time"].lambdify(target="auto", checkpoint_every=4).note
    with pytest.raises(sg.SymgradError, match="target 'c' does not have checkpoint_every="):
        SYSTEMS["over time"].lambdify(target="c", checkpoint_every=4)


def test_a_compiler_that_fails_is_told(monkeypatch):
    monkeypatch.setattr(c_compiler, "FLAGS", (*c_compiler.FLAGS, "-DNAN=oops("))
    n = sg.dims("n")
    x, y = sg.vector("x", n), sg.vector("y", n)
    system = sg.System([(y, sg.softmax(x) / 3)], outputs=[y])
    monkeypatch.setattr(c_compiler, "FLAGS", (*c_compiler.FLAGS, "-fno-such-flag"))
    with pytest.raises(sg.SymgradError, match="the C compiler failed"):
        system.lambdify(target="c")(x=np.ones(3))


@pytest.mark.parametrize("header", [True, False])
def test_what_is_broken_in_the_cache_is_built_again(header, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    if not header:
        monkeypatch.setattr(sysconfig, "get_paths", lambda: {"include": "/nowhere"})
    n = sg.dims("n")
    x, y = sg.vector("x", n), sg.vector("y", n)
    writes, made = c_compiler.Compiler.compile, []

    def compiled(self, source, whole, flags):
        made.append(whole)
        writes(self, source, whole, flags) if len(made) == 2 else whole.write_bytes(b"")

    monkeypatch.setattr(c_compiler.Compiler, "compile", compiled)
    first = sg.System([(y, sg.tanh(x) / 7)], outputs=[y]).lambdify(target="c")
    np.testing.assert_allclose(first(x=np.ones(3)), np.tanh(1) / 7)
    assert len(made) == 2
    with pytest.raises(sg.SymgradError, match=r"compiled C cannot be loaded: .* XDG_CACHE_HOME names another folder"):
        sg.System([(y, sg.tanh(x) / 8)], outputs=[y]).lambdify(target="c")(x=np.ones(3))
    assert len(made) == 4


def test_a_folder_in_which_nothing_can_be_written_is_told(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    def full(self, *given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(c_compiler.Compiler, "compile", full)
    with pytest.raises(sg.SymgradError, match=r"cannot be written to .*symgrad: .*No space left on device"):
        SYSTEMS["once"].lambdify(target="c")(**point_of(SYSTEMS["once"], 3, None))


def test_what_failed_is_told_by_the_code_that_ran():
    n = sg.dims("n")
    x, k, y = sg.vector("x", n), sg.scalar("k"), sg.scalar("y")
    function = sg.System([(y, x[k, 0])], outputs=[y]).lambdify(target="c")
    function(x=np.arange(3.0), k=1.0)
    ((key, (module, code)),) = function._modules.items()
    body = replace(module.source.body, faults=())  # those of code for other batches may stand in another order
    function._modules[key] = replace(module, source=replace(module.source, body=body)), code
    for _ in range(2):
        with pytest.raises(sg.ArgumentError, match=r"a position among 3 .* from 0 to 2, but 7\.0 came"):
            function(x=np.ones((2, 3)), k=7.0)
        assert list(function(x=np.ones((2, 3)), k=1.0)) == [1.0, 1.0]


def test_the_sizes_of_ctypes_and_c_are_one():
    assert ctypes.sizeof(ctypes.c_long) == 8 or os.name == "nt"
