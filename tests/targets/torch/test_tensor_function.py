"""Functions of tensors: the numbers, types and errors of NumPy's, whatever comes in."""

import pickle
import subprocess
import sys
import threading

import numpy as np
import pytest

import symgrad as sg
from symgrad.targets import compiled_for

from ..same_results import by_name
from ..test_array_api import ROWS
from .derivatives import LAYOUTS, Compared, differences

torch = pytest.importorskip("torch", reason="the tests of the torch target need torch", exc_type=ImportError)
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:torch.*")  # torch's own, of torch


def layer():
    """A layer with a number that may be left out."""
    n, m = sg.dims("n m")
    x, b, y, W = sg.vector("x", m), sg.vector("b", n), sg.vector("y", n), sg.matrix("W", n, m)
    return sg.System([(y, sg.tanh(W * x + b))], parameters=[W, b], defaults={b: 0})


def elman():
    """A cell over time."""
    return sg.Recurrence(sg.cells.elman())


def arrays_of_layer(rng, samples=7):
    return {"x": rng.standard_normal((samples, 2)), "W": rng.standard_normal((3, 2)), "b": rng.standard_normal(3)}


def tensors(arrays):
    return {name: torch.tensor(array) for name, array in arrays.items()}


@pytest.mark.parametrize(("cell", "over_time"), [("elman", False), ("elman", True), ("attention", False)])
@pytest.mark.parametrize("samples", [None, 1, 7])
def test_values_and_derivatives_are_those_of_numpy(cell, over_time, samples, rng):
    one = Compared(cell, over_time)
    for place, layout in enumerate(LAYOUTS):
        arrays = one.arrays(2 + place, samples, rng)
        for dtype, tolerance in ((np.float64, 1e-12), (np.float32, 1e-5)):
            given = {name: array.astype(dtype) for name, array in arrays.items()}
            found, wanted = one.found(given, layout, forward=place == 1), one.wanted(given)
            assert {array.dtype for part in found for array in part.values()} == {np.dtype(dtype)}
            assert [pair for pair in differences(found, wanted) if pair[1] > tolerance] == []


def test_another_number_is_found(rng):
    one = Compared("elman")
    arrays = one.arrays(2, 7, rng)
    wanted = one.wanted(arrays)
    wanted[2]["dot_bar_W"] = wanted[2]["dot_bar_W"] * (1 + 1e-9)
    found = [name for name, error in differences(one.found(arrays), wanted) if error > 1e-12]
    assert found == ["dot_bar_W"]


@pytest.mark.parametrize("made", [layer, elman])
def test_nothing_is_written_into_and_results_are_of_their_own(made, rng):
    system = made()
    function = system.lambdify(target="torch")
    arrays = {"x": rng.standard_normal((4, 5, 2)), "W": rng.standard_normal((3, 2)), "b": rng.standard_normal(3),
              "U": rng.standard_normal((3, 3))}  # fmt: skip
    given = {name: torch.tensor(arrays[name], requires_grad=True) for name in function.arguments if name in arrays}
    if made is layer:
        given["x"] = given["x"][0].detach().requires_grad_()
    before = {name: one.detach().clone() for name, one in given.items()}
    found = function(**given)
    found.sum().backward()
    assert all(torch.equal(one.detach(), before[name]) and one._version == 0 for name, one in given.items())
    with torch.no_grad():
        other = function(**given)
        other.zero_()  # a caller may
        assert torch.equal(function(**given), found)


def test_an_output_that_is_an_input_is_another_tensor():
    n = sg.dims("n")
    x, y, z = sg.vectors("x y z", n)
    function = sg.System([(y, x), (z, 2 * y)], outputs=[y, z, y]).lambdify(["y", "z"], target="torch")
    given = torch.ones(3)
    found = function(x=given)
    found["y"][0] = 5.0
    assert given.tolist() == [1.0, 1.0, 1.0]
    assert found["z"].tolist() == [2.0, 2.0, 2.0]


def test_numbers_lists_and_arrays_beside_tensors(rng):
    function, numpys = layer().lambdify(target="torch"), layer().lambdify()
    arrays = arrays_of_layer(rng)
    wanted = numpys(**arrays)
    mixed = {"x": torch.tensor(arrays["x"]), "W": arrays["W"], "b": arrays["b"].tolist()}
    assert np.allclose(function(**mixed).numpy(), wanted, rtol=0, atol=1e-15)
    narrow = function(x=torch.tensor(arrays["x"], dtype=torch.float32), W=torch.ones(3, 2), b=[0.0, 0, 1])
    assert narrow.dtype == torch.float32
    assert function(x=torch.ones(2), W=torch.ones(3, 2, dtype=torch.float64)).dtype == torch.float64
    assert function(x=torch.ones(2, dtype=torch.int64), W=torch.ones(3, 2)).dtype == torch.float64
    assert isinstance(function(**arrays), torch.Tensor)


@pytest.mark.parametrize("beside", [np.asarray, torch.tensor], ids=["arrays", "tensors"])
def test_arrays_beside_tensors_stand_in_memory_in_any_way(beside, rng):
    function, numpys, arrays = layer().lambdify(target="torch"), layer().lambdify(), arrays_of_layer(rng)
    W, x = arrays["W"], beside(arrays["x"])
    for given in (W[::-1], np.asfortranarray(W), np.repeat(W, 2, axis=1)[:, ::2], W.astype(">f8"), W.astype(">f4")):
        given.flags.writeable = False
        found = function(x=x, W=given, b=arrays["b"])
        assert np.allclose(found.numpy(), numpys(**{**arrays, "W": given}), rtol=0, atol=1e-15)
    narrow = np.arange(6, dtype=">i4").reshape(3, 2)
    assert np.allclose(function(x=x, W=narrow).numpy(), numpys(x=arrays["x"], W=narrow), rtol=0, atol=1e-15)
    with pytest.raises(sg.ArgumentError, match=r"^W: numbers of type \w+ came, which the library of these arrays"):
        function(x=x, W=W.astype(np.longdouble))


def test_a_sparse_tensor_is_told_also_where_a_dense_one_came_before():
    function, x, W = layer().lambdify(target="torch"), torch.ones(2), torch.ones(3, 2)
    for grad in (False, True):
        for sparse in (W.to_sparse(), W.to_sparse_coo()):
            function(x=x, W=W)
            with pytest.raises(sg.ArgumentError, match=r"^W: a sparse array came"):
                function(x=x, W=sparse.requires_grad_(grad))


def test_each_gradient_has_the_type_of_its_argument(rng):
    given = tensors(arrays_of_layer(rng))
    given["W"] = given["W"].float()
    given = {name: one.requires_grad_() for name, one in given.items()}
    layer().lambdify(target="torch")(**given).sum().backward()
    assert [one.grad.dtype for one in given.values()] == [torch.float64, torch.float32, torch.float64]


WRONG = {
    "a missing name": lambda given: {"x": given["x"]},
    "an unknown name": lambda given: {**given, "V": given["x"]},
    "a wrong shape": lambda given: {**given, "x": given["x"][..., :1]},
    "too many axes": lambda given: {**given, "W": given["W"][None, None, None]},
    "unequal batches": lambda given: {**given, "x": given["x"][:2], "b": given["x"][:, :1].repeat(3, 1)},
    "words": lambda given: {**given, "x": "abc"},
    "no numbers": lambda given: {**given, "x": None},
}


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("made", [layer, elman])
def test_errors_are_those_of_numpy(made, wrong, rng):
    arrays = {"x": rng.standard_normal((4, 7, 2)), "W": rng.standard_normal((3, 2)), "b": rng.standard_normal(3)}
    if made is layer:
        arrays["x"] = arrays["x"][0]
    else:
        arrays["U"] = rng.standard_normal((3, 3))
    given = WRONG[wrong]({name: _Array(array) for name, array in arrays.items()})

    def told(function, brought):
        with pytest.raises(sg.SymgradError) as caught:
            function(**{name: brought(one) for name, one in given.items()})
        return type(caught.value), str(caught.value)

    system = made()
    wanted = told(system.lambdify(), lambda one: getattr(one, "array", one))
    for grad in (False, True):
        found = told(
            system.lambdify(target="torch"),
            lambda one, grad=grad: torch.tensor(one.array, requires_grad=grad) if isinstance(one, _Array) else one,
        )
        assert found == wanted


class _Array:
    """An array that is not yet of a library."""

    def __init__(self, array):
        self.array = array

    def __getitem__(self, index):
        return _Array(self.array[index])

    def repeat(self, count, axis):
        return _Array(np.repeat(self.array, count, axis))


def test_complex_numbers_and_positional_arrays_are_refused(rng):
    function = layer().lambdify(target="torch")
    given = tensors(arrays_of_layer(rng))
    with pytest.raises(sg.ArgumentError, match="complex numbers came"):
        function(**{**given, "x": given["x"] + 1j})
    with pytest.raises(sg.ArgumentError, match="given by name"):
        function(given["x"])
    with pytest.raises(sg.ArgumentError, match="bfloat16"):
        function(**{**given, "x": given["x"].to(torch.bfloat16)})


def test_a_mask_is_checked_also_where_a_gradient_is_asked_for(rng):
    mask = sg.scalar("mask")
    function = sg.Recurrence(sg.cells.elman(), mask=mask).lambdify(target="torch")
    given = {"x": rng.standard_normal((4, 2)), "W": rng.standard_normal((3, 2)), "U": rng.standard_normal((3, 3)),
             "b": rng.standard_normal(3), "mask": np.array([1.0, 1, 0, 0])}  # fmt: skip
    moved = {name: torch.tensor(array, requires_grad=name != "mask") for name, array in given.items()}
    function(**moved).sum().backward()
    assert moved["x"].grad[:2].all()
    assert not moved["x"].grad[2:].any()
    still = {name: one.detach() for name, one in moved.items()}
    by_mask = lambda mask: function(**{**still, "mask": mask}).sum()  # noqa: E731
    for call in (lambda: by_mask(still["mask"].clone().requires_grad_()).backward(),
                 lambda: torch.func.grad(by_mask)(still["mask"])):  # fmt: skip
        with pytest.raises(sg.SymgradError, match=r"^mask: a mask has no gradient here"):
            call()
    moved["mask"] = torch.tensor([1.0, 0.5, 0, 0], dtype=torch.float64, requires_grad=True)
    with pytest.raises(sg.ArgumentError, match=r"but 0\.5 came"):
        function(**moved)


@pytest.mark.parametrize("size", [40.0, 110.0, 1000.0])
def test_numbers_hold_where_functions_are_saturated(size, rng):
    for over_time in (False, True):
        one = Compared("gru", over_time)
        arrays = one.arrays(2, 3, rng)
        for name in ("b_r", "b_z", "b"):
            arrays[name] = size * np.sign(arrays[name])
        wanted = one.wanted(arrays)
        assert all(np.isfinite(array).all() for part in wanted for array in part.values())
        assert [pair for pair in differences(one.found(arrays), wanted) if pair[1] > 1e-12] == []


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("name", sorted(ROWS))
def test_what_is_no_number_stays_none(name):
    b, points = sg.scalar("b"), np.array([np.nan, np.inf, -np.inf, 0.0, -0.0])
    for expr in (ROWS[name](b), sg.gradient(ROWS[name](b), b)):
        function = compiled_for(sg.lambdify(expr, inputs=[b]).program, "torch")
        found, wanted = function(b=torch.tensor(points)), sg.lambdify(expr, inputs=[b])(b=points)
        assert np.array_equal(np.isnan(found.numpy()), np.isnan(wanted))


@pytest.mark.parametrize("size", [20.0, 40.0, 300.0])
def test_slopes_of_saturated_functions_keep_their_number(size, rng):
    one = Compared("elman", over_time=True)
    arrays = one.arrays(2, 3, rng)
    arrays["b"] = size * np.sign(arrays["b"])
    found, wanted = one.found(arrays)[1], one.wanted(arrays)[1]
    assert 0 < np.abs(wanted["bar_b"]).max() < 1e-14
    assert all(np.allclose(found[name], array, rtol=1e-9, atol=0) for name, array in wanted.items())


def test_what_is_kept_for_the_gradient_of_an_lstm():
    function = sg.Recurrence(sg.cells.lstm()).lambdify(target="torch")
    assert len(function.kept) <= 6
    assert {"c", "h"} <= {*function.kept}
    given = {name: torch.ones(*shape, requires_grad=True) for name, shape in {
        "x": (5, 7, 3), **{f"W_{k}": (4, 3) for k in "ifog"}, **{f"U_{k}": (4, 4) for k in "ifog"},
        **{f"b_{k}": (4,) for k in "ifog"}}.items()}  # fmt: skip
    stored = [one for one in function(**given)["h"].grad_fn.saved_tensors if one is not None]
    inputs = {one.data_ptr() for one in given.values()}
    kept = {one.data_ptr(): one for one in stored if one.data_ptr() not in inputs}
    assert [tuple(one.shape) for one in kept.values()] == [(5, 7, 4)] * len(function.kept)


def test_a_gradient_is_a_function_and_differentiable_itself(rng):
    whole = layer().gradient().lambdify(target="torch")
    assert whole.kept == ()
    given = {**tensors(arrays_of_layer(rng)), "bar_y": torch.tensor(rng.standard_normal((7, 3)))}
    names = list(given)
    moved = [given[name].requires_grad_() for name in names]
    call = lambda *values: tuple(whole(**dict(zip(names, values, strict=True))).values())  # noqa: E731
    assert torch.autograd.gradcheck(call, moved)


def test_a_truncated_gradient_and_a_loss_of_the_last_step(rng):
    system = elman()
    h, d = system.symbol("h"), sg.vector("d", system.symbol("h").shape[0])
    at_end = (sg.scalar("E"), sg.dot(h - d, h - d))
    for derived in (system.gradient(truncate=2), system.value_and_gradient(last=at_end)):
        numpys, function = derived.lambdify(), derived.lambdify(target="torch")
        arrays = {"x": rng.standard_normal((5, 4, 2)), "W": rng.standard_normal((3, 2)), "b": rng.standard_normal(3),
                  "U": rng.standard_normal((3, 3)), "bar_h": rng.standard_normal((5, 4, 3)),
                  "d": rng.standard_normal((4, 3)), "h_prev": rng.standard_normal(3)}  # fmt: skip
        given = {name: array for name, array in arrays.items() if name in function.arguments}
        found = function(**tensors(given))
        for name, expected in by_name(numpys, numpys(**given)).items():
            assert np.allclose(found[name].numpy(), expected, rtol=0, atol=1e-12), name


def test_autocast_takes_no_digits(rng):
    function = elman().lambdify(target="torch")
    given = {"x": rng.standard_normal((4, 5, 2)), "W": rng.standard_normal((3, 2)), "U": rng.standard_normal((3, 3)),
             "b": rng.standard_normal(3)}  # fmt: skip
    given = {name: torch.tensor(array, dtype=torch.float32, requires_grad=True) for name, array in given.items()}

    def derivatives():
        values = function(**given)
        first = torch.autograd.grad(values.square().sum(), list(given.values()), create_graph=True)
        return [values, *first, *torch.autograd.grad(sum(one.sum() for one in first), list(given.values()))]

    wanted = derivatives()
    with torch.autocast("cpu", dtype=torch.bfloat16):
        assert (given["W"] @ given["W"].T).dtype == torch.bfloat16
        found = derivatives()
    assert all(torch.equal(one, other) for one, other in zip(found, wanted, strict=True))


def test_a_state_that_all_samples_share_has_a_gradient_that_is_a_sum(rng):
    function = elman().lambdify(target="torch")
    given = {"x": rng.standard_normal((4, 5, 2)), "h_prev": rng.standard_normal(3), "W": rng.standard_normal((3, 2)),
             "U": rng.standard_normal((3, 3)), "b": rng.standard_normal(3)}  # fmt: skip
    shared = {name: torch.tensor(array, requires_grad=True) for name, array in given.items()}
    each = {**shared, "h_prev": torch.tensor(np.tile(given["h_prev"], (5, 1)), requires_grad=True)}
    (wanted,) = torch.autograd.grad(function(**each).square().sum(), each["h_prev"])
    (found,) = torch.autograd.grad(function(**shared).square().sum(), shared["h_prev"], create_graph=True)
    assert torch.allclose(found, wanted.sum(0), rtol=0, atol=1e-13)
    names = list(shared)
    assert torch.autograd.gradgradcheck(lambda *v: function(**dict(zip(names, v, strict=True))), list(shared.values()))


def test_the_source_stands_alone_and_is_what_runs(tmp_path, rng):
    function = elman().lambdify(target="torch")
    path = tmp_path / "cell.py"
    path.write_text(function.source_for(True))
    code = (
        "import sys, torch; sys.path.insert(0, sys.argv[1]); import cell; x = torch.ones(4, 5, 2)\n"
        "h = torch.zeros(5, 3); W, U, b = torch.ones(3, 2), torch.ones(3, 3), torch.ones(3)\n"
        "values, *kept = cell.forward(x, h, W, U, b), \n"
        "assert 'symgrad' not in sys.modules and 'numpy' not in open(sys.argv[1] + '/cell.py').read()\n"
        "print(float(cell.evaluate(x, h, W, U, b).sum()))"
    )
    ran = subprocess.run([sys.executable, "-W", "ignore", "-c", code, str(tmp_path)], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    ones = {"x": torch.ones(4, 5, 2), "W": torch.ones(3, 2), "U": torch.ones(3, 3), "b": torch.ones(3)}
    assert float(ran.stdout) == pytest.approx(float(function(**ones).sum()), rel=1e-6)


def test_functions_of_one_system_share_their_operation_and_can_be_pickled(rng):
    first, second = layer().lambdify(target="torch"), layer().lambdify(target="torch")
    third = pickle.loads(pickle.dumps(first))
    given = {name: one.requires_grad_() for name, one in tensors(arrays_of_layer(rng)).items()}
    results = [function(**given) for function in (first, second, third)]
    assert torch.equal(results[0], results[1])
    assert torch.equal(results[0], results[2])
    operations = {function._evaluation.op for function in (first, second, third)}
    assert len(operations) == 1
    n, m = sg.dims("n m")
    x, y, W = sg.vector("x", m), sg.vector("y", n), sg.matrix("W", n, m)
    other = sg.System([(y, sg.sin(W * x))], parameters=[W]).lambdify(target="torch")
    assert other._evaluation.name != first._evaluation.name


def test_threads_make_and_call_functions_at_once(rng):
    given = {name: one.requires_grad_() for name, one in tensors(arrays_of_layer(rng)).items()}
    wanted = torch.autograd.grad(layer().lambdify(target="torch")(**given).square().sum(), list(given.values()))
    system, wrong = layer(), []

    def work():
        for _ in range(5):
            found = torch.autograd.grad(system.lambdify(target="torch")(**given).square().sum(), list(given.values()))
            wrong.extend(1 for a, b in zip(found, wanted, strict=True) if not torch.equal(a, b))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
