"""The jax target: jax's own differentiation agrees with the derived gradient, and its transformations hold."""

import functools
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import symgrad as sg
from benchmarks import beside_jax
from symgrad.calculus import modes
from symgrad.targets.functional.elementwise_sources import TANH_SLOPE
from symgrad.targets.functional.library_spellings import JAX
from symgrad.targets.functional.lowered import Lowered
from symgrad.targets.running import compiled
from tests.targets.every_cell import compared
from tests.targets.same_results import TARGETS, drawn, system_of
from tests.targets.test_array_api import ROWS

jax = pytest.importorskip("jax", reason="jax is not installed: python3 -m pip install -e '.[jax]'")
jnp = jax.numpy
RECURRENT = ["elman", "lstm", "gru", "slstm", "mgu"]
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _double():
    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", True)
    yield
    jax.config.update("jax_enable_x64", before)


def plain_lstm(arrays):
    """An LSTM as one writes it in jax."""
    h, c = beside_jax.plain_lstm(jax, arrays, arrays["x"], (arrays["h_prev"], arrays["c_prev"]))
    return {"h": h, "c": c}


@functools.cache
def lstm():
    return sg.Recurrence(sg.cells.lstm()).lambdify(target="jax")


def point(seed=0):
    return {
        k: jnp.asarray(a) for k, a in drawn(sg.Recurrence(sg.cells.lstm()), 3, 5, np.random.default_rng(seed)).items()
    }


def loss(function):
    """A loss of all that a function gives, of its arrays in a dict."""
    return lambda arrays: sum(jnp.sum(jnp.sin(one) * one) for one in jax.tree.leaves(function(arrays)))


def derived(arrays):
    return lstm()(**arrays)


def furthest(one, other):
    return max(float(jnp.abs(a - b).max()) for a, b in zip(jax.tree.leaves(one), jax.tree.leaves(other), strict=True))


@pytest.mark.parametrize("around", [lambda f: f, jax.jit, jax.checkpoint], ids=["plainly", "jit", "checkpoint"])
def test_the_gradient_is_that_of_jax(around):
    found = jax.grad(around(loss(derived)))(point())
    assert furthest(found, jax.grad(loss(plain_lstm))(point())) < 1e-12


def test_another_gradient_would_be_seen():
    found = jax.grad(loss(derived))(point() | {"b_i": point()["b_i"] + 1e-9})
    assert furthest(found, jax.grad(loss(plain_lstm))(point())) > 1e-12


@pytest.mark.parametrize("kind", ["values", "gradient", "values over time", "gradient over time"])
@pytest.mark.parametrize("cell", RECURRENT)
def test_jax_differentiates_the_code_of_the_values_to_the_same(cell, kind):
    system = system_of(cell, kind)
    arrays = {k: jnp.asarray(a) for k, a in drawn(system, 2, 3, np.random.default_rng(1)).items()}
    function = system.lambdify(target="jax")
    batched = Lowered(system.program).fittings.of(arrays)[0].batched
    text = Lowered(system.program).source(JAX, True if kind.endswith("time") else batched)
    own = compiled(text, "evaluate", "evaluate")
    names = function.arguments
    found = jax.grad(jax.jit(loss(lambda a: function(**a))))(arrays)
    expected = jax.grad(jax.jit(loss(lambda a: own(*[a[name] for name in names]))))(arrays)
    scale = max(float(jnp.abs(one).max()) for one in jax.tree.leaves(expected))
    assert furthest(found, expected) <= 1e-12 * (1 + scale)


@pytest.mark.parametrize("kind", ["gradient", "gradient over time"])
@pytest.mark.parametrize("cell", ["elman", "gru"])
def test_the_numbers_are_those_of_numpy(cell, kind):
    assert compared(TARGETS["jax-jit"], cell, kind, [1, 3], [None, 7]) == 8


def test_random_programs():
    jax_gradients = pytest.importorskip("tests.targets.jax_gradients")
    assert [jax_gradients.compared(77, index) for index in (0, 1, 15)] == ["", "", ""]  # the last has a mask


def test_the_gradient_by_a_mask_is_no_silent_zero():
    system = sg.Recurrence(sg.cells.elman(), mask=sg.scalar("mask"))
    function = system.lambdify(target="jax")
    arrays = drawn(system, 2, None, np.random.default_rng(0)) | {"mask": np.array([1.0, 1.0, 0.0, 0.0])}
    found = jax.jit(jax.grad(lambda mask: function(**arrays | {"mask": mask}).sum()))(arrays["mask"])
    expected = system.gradient(wrt="mask").lambdify()(**arrays, bar_h=np.ones((4, 2)))
    np.testing.assert_allclose(found, expected, rtol=1e-12)
    assert np.abs(found).min() > 0
    assert function.tangent.arguments[-1] == "dot_b"  # which takes none of a mask


def test_a_function_of_a_size_is_traced():
    n = sg.dims("n")
    v, y = sg.vector("v", n), sg.vector("y", n)
    function = sg.System([(y, sg.sin(n / 2) * sg.tanh(v))]).lambdify(target="jax")
    np.testing.assert_allclose(jax.jit(function)(v=np.ones(2)), np.sin(1.0) * np.tanh([1.0, 1.0]), rtol=1e-14)


# -- transformations


def direction():
    return point(7)


@pytest.mark.parametrize("order", ["forward over reverse", "reverse over reverse"])
def test_products_with_the_hessian(order):
    def product(function):
        gradient, way = jax.grad(loss(function)), direction()
        if order.startswith("forward"):
            return jax.jit(lambda a: jax.jvp(gradient, (a,), (way,))[1])(point())
        return jax.jit(jax.grad(lambda a: sum((gradient(a)[name] * way[name]).sum() for name in a)))(point())

    assert furthest(product(derived), product(plain_lstm)) < 1e-11


def test_samples_are_mapped():
    arrays = point()
    moving = {"x": 1, "h_prev": 0, "c_prev": 0}

    def each(x, h_prev, c_prev):
        return jax.grad(lambda b: loss(derived)(arrays | {"x": x, "h_prev": h_prev, "c_prev": c_prev, "b_f": b}))(
            arrays["b_f"]
        )

    found = jax.vmap(each, in_axes=(1, 0, 0))(*(arrays[name] for name in moving))
    assert found.shape == (5, 3)
    assert furthest(found.sum(axis=0), jax.grad(loss(plain_lstm))(arrays)["b_f"]) < 1e-12


def test_forward_mode():
    arrays, way = point(), direction()
    with pytest.raises(TypeError, match="forward-mode autodiff"):
        jax.jvp(derived, (arrays,), (way,))
    _, expected = jax.jvp(plain_lstm, (arrays,), (way,))
    _, found = jax.jvp(lambda a: lstm().forward_mode(**a), (arrays,), (way,))
    assert furthest(found, expected) < 1e-13
    moves = lstm().tangent(**arrays, **{f"dot_{name}": move for name, move in way.items()})
    assert furthest(moves, {f"dot_{name}": move for name, move in expected.items()}) < 1e-13
    back = jax.grad(loss(lambda a: lstm().forward_mode(**a)))(arrays)
    assert furthest(back, jax.grad(loss(plain_lstm))(arrays)) < 1e-12


@pytest.mark.parametrize("name", sorted(ROWS))
def test_jax_differentiates_the_derivative_of_every_function(name):
    b = sg.scalar("b")
    second = sg.gradient(sg.gradient(ROWS[name](b), b), b)
    kinks = {"abs", "sign", "step", "relu", "leaky_relu", "elu", "hard_sigmoid"}
    points = np.array([0.3, -0.7, 2.0, -2.5, 20.0, 40.0] + [0.0] * (name not in kinks))
    with np.errstate(all="ignore"):  # where it is real, and has a slope that is finite
        points = points[np.isfinite(np.broadcast_to(sg.lambdify(second, inputs=[b])(b=points), points.shape))]
    assert points.size
    function = sg.lambdify(ROWS[name](b), inputs=[b]).program
    found = jax.vmap(jax.grad(jax.grad(lambda v: sg.targets.compiled_for(function, "jax")(b=v))))(points)
    expected = np.broadcast_to(sg.lambdify(second, inputs=[b])(b=points), points.shape)
    scale = np.abs(expected).max()
    assert np.abs(found - expected).max() <= 1e-11 * scale + 1e-13


def test_a_source_with_a_kink_where_the_function_has_none_would_be_seen():
    def kinked(x):
        e = jnp.exp(-2.0 * x * jnp.sign(x))
        return 4.0 * e / (1.0 + e) ** 2

    assert float(jax.grad(jax.grad(kinked))(0.0)) == 0.0  # of 1 - tanh(x)**2, and is -2
    scope = {}
    exec(JAX.respelled(f"import jax\n{TANH_SLOPE}"), scope)
    assert float(jax.grad(jax.grad(scope["tanh_slope"]))(0.0)) == -2.0


# -- calls


def test_keywords_arrays_in_order_and_types():
    system = sg.cells.elman()
    function, arrays = system.lambdify(target="jax"), drawn(system, 2, None, np.random.default_rng(0))
    expected = system.lambdify()(**arrays)
    for found in (
        jax.jit(function)(**arrays), jax.jit(function.function)(*[arrays[name] for name in function.arguments]),
        function(**{name: array.tolist() for name, array in arrays.items()}),
    ):  # fmt: skip
        np.testing.assert_allclose(found, expected, rtol=1e-13)
    single = function(**{name: array.astype(np.float32) for name, array in arrays.items()})
    assert single.dtype == np.float32
    jax.config.update("jax_enable_x64", False)
    assert function(**arrays).dtype == np.float32


def test_arrays_of_numpy_that_jax_does_not_read():
    function, W, x = sg.cells.elman().lambdify(target="jax"), np.arange(4.0).reshape(2, 2), jnp.ones(2)
    rest = {"x": x, "h_prev": x, "U": np.eye(2), "b": np.ones(2)}
    expected = function(**rest, W=W)
    for given in (W.astype(">f8"), W.astype(">i4"), np.asfortranarray(W)):
        assert furthest(function(**rest, W=given), expected) == 0.0
    assert furthest(function(**rest, W=W[::-1]), expected[::-1]) < 1e-15
    with pytest.raises(sg.ArgumentError, match=r"^W: numbers of type \w+ came, which the library of these arrays does"):
        function(**rest, W=W.astype(np.longdouble))


def test_what_jax_has_besides_arrays_of_numbers_is_told():
    sparse = pytest.importorskip("jax.experimental.sparse")
    function, arrays = sg.cells.elman().lambdify(target="jax"), dict.fromkeys(("x", "h_prev", "b"), jnp.ones(2))
    arrays |= {"W": jnp.eye(2), "U": jnp.eye(2)}
    function(**arrays)
    for given, told in (
        (sparse.BCOO.fromdense(jnp.eye(2)), "a sparse array came"),
        (jnp.eye(2, dtype=jnp.bfloat16), "type bfloat16 came"),
        (jax.random.key(0), "expected an array of numbers"),
    ):  # fmt: skip
        with pytest.raises(sg.ArgumentError, match=f"^W: .*{told}"):
            function(**arrays | {"W": given})


def test_sizes_that_jax_has_not_fixed_are_told():
    export = pytest.importorskip("jax.export")
    function, (B,) = sg.cells.elman().lambdify(target="jax"), export.symbolic_shape("B")
    shapes = {"x": (B, 2), "h_prev": (2,), "b": (2,), "W": (2, 2), "U": (2, 2)}
    given = {name: jax.ShapeDtypeStruct(shape, jnp.float32) for name, shape in shapes.items()}
    with pytest.raises(sg.ArgumentError, match=r"^x: the size B is no number"):
        export.export(jax.jit(function))(**given)


def test_shapes_are_checked_while_jax_traces():
    function = sg.cells.elman().lambdify(target="jax")
    arrays = drawn(sg.cells.elman(), 2, None, np.random.default_rng(0)) | {"x": np.ones(7)}
    with pytest.raises(sg.ShapeError, match=r"^W: m is 2 here, but x has m = 7\."):
        jax.jit(function)(**arrays)


def test_a_mask_is_checked_where_its_numbers_are_known():
    system = sg.Recurrence(sg.cells.elman(), mask=sg.scalar("mask"))
    function = system.lambdify(target="jax")
    arrays = drawn(system, 2, None, np.random.default_rng(0)) | {"mask": np.array([1.0, 1.0, 0.5, 0.0])}
    with pytest.raises(sg.ArgumentError, match=r"a mask is 1 .* 0\.5 came"):
        function(**arrays)
    assert np.isfinite(jax.jit(function)(**arrays)).all()


def test_a_position_that_is_none_is_nan_where_it_cannot_be_told():
    i, b, v = sg.scalar("i"), sg.scalar("b"), sg.vector("v", sg.dims("n"))
    function = sg.System([(b, v[i, 0])], inputs=[v, i]).lambdify(target="jax")
    assert float(jax.jit(function)(v=np.arange(3.0), i=2)) == 2.0
    assert np.isnan(jax.jit(function)(v=np.arange(3.0), i=3))
    with pytest.raises(sg.ArgumentError, match="a position among 3"):
        function(v=np.arange(3.0), i=3)
    found = jax.grad(lambda w: function(v=w, i=2))(jnp.arange(3.0))
    assert found.tolist() == [0.0, 0.0, 1.0]


def test_the_gradient_is_derived_when_jax_first_differentiates(monkeypatch):
    seen = []
    from symgrad.targets.functional import halved

    plain = modes.gradient_program
    monkeypatch.setattr(halved, "gradient_program", lambda *given: seen.append(1) or plain(*given))
    system = sg.cells.elman()
    function = system.lambdify(target="jax")
    arrays = {k: jnp.asarray(a) for k, a in drawn(system, 2, None, np.random.default_rng(0)).items()}
    function(**arrays)
    assert seen == []
    for _ in range(2):
        jax.grad(lambda b: function(**arrays | {"b": b}).sum())(arrays["b"])
    assert seen == [1]


def test_an_lstm_keeps_six_arrays_beside_its_arguments():
    assert lstm().kept == ("pre_i", "pre_f", "pre_o", "pre_g", "c", "h")
    arrays = point()
    _, back = jax.vjp(lambda a: lstm()(**a), arrays)
    of_each_step = [one for one in jax.tree.leaves(back) if one.shape == (4, 5, 3)]
    assert len(of_each_step) == 6
    _, back = jax.vjp(plain_lstm, arrays)
    assert len([one for one in jax.tree.leaves(back) if one.shape == (4, 5, 3)]) > 6  # what jax keeps itself


@pytest.mark.parametrize("cell", ["elman", "lstm"])
def test_the_source_is_a_module_of_its_own(cell):
    system = sg.Recurrence(getattr(sg.cells, cell)())
    function = system.lambdify(target="jax")
    arrays = [jnp.asarray(a) for a in drawn(system, 2, 3, np.random.default_rng(0)).values()]
    scope = {}
    exec(function.source_for(True), scope)
    every = tuple(range(len(arrays)))
    found = jax.grad(lambda *a: loss(lambda b: scope["evaluate"](*b))(a), argnums=every)(*arrays)
    expected = jax.grad(lambda *a: loss(lambda b: function.function(*b))(a), argnums=every)(*arrays)
    assert furthest(found, expected) == 0.0


def test_a_module_of_one_argument_among_others_that_do_not_move():
    i, b, v = sg.scalar("i"), sg.scalar("b"), sg.vector("v", sg.dims("n"))
    function = sg.System([(b, 3 * v[i, 0])], inputs=[v, i]).lambdify(target="jax")
    scope = {}
    exec(function.source, scope)
    found = jax.grad(scope["evaluate"], argnums=(0, 1))(jnp.arange(3.0), jnp.asarray(1.0))
    assert [one.tolist() for one in found] == [[0.0, 3.0, 0.0], 0.0]


def test_what_is_timed_beside_jax_is_the_same_gradient():
    apart, ratios, _ = beside_jax.compared(jax, 4, 2, 3, turns=1)
    assert apart < 1e-5
    assert len(ratios) == 1


# -- many devices: in processes of their own, since jax counts its devices when it begins


def ran(module, *arguments):
    environment = {**os.environ, "JAX_PLATFORMS": "cpu", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_eight_devices():
    told = ran("tests.targets.jax_devices")
    assert "jit, samples sharded over 8 devices: one all-reduce, equal" in told
    assert "check_vma=False: wrong, as plain jax is" in told


def test_two_processes():
    assert ran("tests.targets.jax_processes").count("equal") == 2
