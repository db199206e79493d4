"""NumPy functions: their values against code written by hand and sample by sample, their source, their errors."""

import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.algebra import mul
from symgrad.checks import random_point
from symgrad.expansion import expand
from symgrad.expressions.nodes import Elementwise, KroneckerLeft, KroneckerRight, Vec
from symgrad.programs.program import Program
from symgrad.targets import compile_numpy
from tests.systems import lstm

n, m = sg.dims("n m")
x, y = sg.vectors("x y", n)
u = sg.vector("u", m)
A, B = sg.matrices("A B", n, n)
W = sg.matrix("W", n, m)
s, t = sg.scalars("s t")

NOTEBOOK_SOURCE = '''\
import numpy as np


def evaluate(x_1, h_1_prev, s_1_prev, i_1, f_1, o_1, V_a1, U_a1, b_1):
    """Gives h_1, tanh."""
    a_1 = np.tanh(U_a1 @ h_1_prev + V_a1 @ x_1 + b_1)
    s_1 = a_1 * i_1 + f_1 * s_1_prev
    tanh = np.tanh(s_1)
    h_1 = o_1 * tanh
    return h_1, tanh
'''


def test_the_source_is_readable_and_shares_work():
    cell = sg.cells.notebook()
    twice = sg.System(
        [*cell.equations, (sg.scalar("tanh"), sg.tanh(cell.names.s_1))],
        outputs=["h_1", "tanh"],
        inputs=cell.inputs,
        parameters=cell.parameters,
    )
    assert twice.lambdify().source == NOTEBOOK_SOURCE


def test_tanh_of_the_state_is_evaluated_once_in_the_backward_pass():
    source = sg.cells.notebook().value_and_gradient().lambdify().source
    assert source.count("np.tanh(") == 2  # of the candidate, and of the state
    assert source.count("np.tanh(s_1)") == 1


def hand_written_lstm(p, bar_h, bar_c):
    """The standard LSTM and its backward pass, a batch of rows, as one writes it by hand."""

    def sigma(z):
        return 1 / (1 + np.exp(-z))

    z = {k: p["x"] @ p[f"W_{k}"].T + p["h_prev"] @ p[f"U_{k}"].T + p[f"b_{k}"] for k in "ifog"}
    i, f, o, g = sigma(z["i"]), sigma(z["f"]), sigma(z["o"]), np.tanh(z["g"])
    c = f * p["c_prev"] + i * g
    tc = np.tanh(c)
    dc = bar_c + bar_h * o * (1 - tc * tc)
    d = {
        "i": dc * g * i * (1 - i),
        "f": dc * p["c_prev"] * f * (1 - f),
        "o": bar_h * tc * o * (1 - o),
        "g": dc * i * (1 - g * g),
    }
    out = {"h": o * tc, "c": c, "bar_c_prev": dc * f}
    out["bar_x"] = sum(d[k] @ p[f"W_{k}"] for k in "ifog")
    out["bar_h_prev"] = sum(d[k] @ p[f"U_{k}"] for k in "ifog")
    for k in "ifog":
        out |= {f"bar_W_{k}": d[k].T @ p["x"], f"bar_U_{k}": d[k].T @ p["h_prev"], f"bar_b_{k}": d[k].sum(0)}
    return out


def lstm_point(samples, kind=float):
    point = random_point(lstm(), seed=3, sizes={"n": 4, "m": 3})
    source = np.random.default_rng(5)
    for name, size in (("x", 3), ("h_prev", 4), ("c_prev", 4)):
        point[name] = source.standard_normal((samples, size))
    bars = {name: source.standard_normal((samples, 4)) for name in ("bar_h", "bar_c")}
    return {name: array.astype(kind) for name, array in point.items()}, {k: v.astype(kind) for k, v in bars.items()}


@pytest.mark.parametrize(("kind", "tolerance"), [(np.float64, 1e-13), (np.float32, 2e-5)])
def test_an_lstm_with_a_batch_equals_one_written_by_hand(kind, tolerance):
    point, bars = lstm_point(7, kind)
    expected = hand_written_lstm(point, bars["bar_h"], bars["bar_c"])
    found = lstm().value_and_gradient().lambdify()(**point, **bars)
    assert list(found) == ["h", "c", *(f"bar_{symbol.name}" for symbol in lstm().inputs)]
    for name, array in found.items():
        assert array.dtype == kind
        np.testing.assert_allclose(array, expected[name], rtol=tolerance, atol=tolerance)


def test_a_wrong_value_would_be_seen():
    point, bars = lstm_point(2)
    wrong = hand_written_lstm(point | {"b_i": point["b_i"] + 1e-9}, bars["bar_h"], bars["bar_c"])
    found = lstm().gradient().lambdify()(**point, **bars)
    assert np.max(np.abs(found["bar_x"] - wrong["bar_x"])) > 1e-12


def test_shared_inputs_have_gradients_summed_over_the_batch():
    point, bars = lstm_point(5)
    function = lstm().gradient().lambdify()
    whole = function(**point, **bars)
    rows = [
        function(**{k: v[b] if k in ("x", "h_prev", "c_prev") else v for k, v in point.items()},
                 **{k: v[b] for k, v in bars.items()})
        for b in range(5)
    ]  # fmt: skip
    for name, array in whole.items():
        each = np.stack([row[name] for row in rows])
        carried = name in ("bar_x", "bar_h_prev", "bar_c_prev")
        np.testing.assert_allclose(array, each if carried else each.sum(0), rtol=1e-12, atol=1e-13)


def test_a_scalar_loss_over_a_batch_is_summed_with_its_cotangent_left_out():
    loss = sg.scalar("loss")
    backward = sg.System([(loss, sg.dot(x - y, x - y) + sg.dot(W, W))], parameters=[W]).gradient().lambdify()
    point = {"x": np.ones((6, 3)), "y": np.zeros(3), "W": np.ones((3, 2))}
    found = backward(**point)
    np.testing.assert_array_equal(found["bar_x"], 2 * np.ones((6, 3)))
    np.testing.assert_array_equal(found["bar_y"], -12 * np.ones(3))
    np.testing.assert_array_equal(found["bar_W"], 12 * np.ones((3, 2)))  # six samples, each with the whole penalty


SQUARE = sp.Identity(n) + A / 9
NODES = {
    "sum": x + 2 * y - 3 * A * x,
    "hadamard": sg.hadamard(x, y, sg.tanh(x)),
    "quotient": sg.divide(x, 2 * sg.ones(n) + sg.hadamard(y, y)),
    "root": sg.sqrt(sg.ones(n) + sg.hadamard(x, x)),
    "scalar times vector": s * x + t * s * sg.ones(n),
    "scalar power": (2 + s**2) ** t,
    "dot": sg.dot(x, A * y),
    "dot of matrices": sg.dot(A, B),
    "total": sg.total(A) + sg.total(x) / n,
    "outer": sg.outer(x, y) + s * A,
    "chain": A * B * x,
    "transposed": A.T * x + B.T * A.T * y,
    "matrices": A * B.T + 2 * A,
    "inverse": sp.Inverse(SQUARE) * x,
    "inverse transposed": sp.Inverse(SQUARE).T * x,
    "inverse alone": sp.Inverse(SQUARE),
    "matrix power": SQUARE**3 * x,
    "determinant": sp.Determinant(SQUARE) + sp.Trace(A * B),
    "logdet": sg.logdet(SQUARE),
    "diag": sg.diag(x) * A + A * sg.diag(y),
    "diag alone": sg.diag(x),
    "diagonal": sg.diagonal(A),
    "concat": sg.concat(x, u, s * sg.ones(m)),
    "element": A[1, 0] * x[2, 0],
    "softmax": sg.softmax(A * x),
    "log softmax": sg.log_softmax(x),
    "logsumexp": sg.logsumexp(x),
    "norm": sg.norm(x) + sg.norm(A),
    "normalize": sg.normalize(x),
    "maximum": sg.maximum(x),
    "layer norm": sg.layer_norm(x, gain=y),
    "rms norm": sg.rms_norm(x),
    "functions": sg.gelu(x) + sg.silu(y) + sg.softplus(x) + sg.elu(y) + sg.relu(x) + sg.abs(y) + sg.hard_sigmoid(x),
    "scalar functions": sg.sigmoid(s) + sg.exp(t) * sg.sin(s),
    "kronecker": sp.KroneckerProduct(A, W),
    "constant": 3 * sg.ones(n, m),
    "vec": Vec(A),
    "kronecker left": KroneckerLeft(sp.KroneckerProduct(A, B) + sp.KroneckerProduct(B, A), B),
    "kronecker right": KroneckerRight(sp.KroneckerProduct(A, B) + sp.KroneckerProduct(B, A), A),
}
SIZES = {"n": 3, "m": 2}


def as_program(expr):
    out = sg.matrix("out", *expr.shape) if getattr(expr, "is_Matrix", False) else sg.scalar("out")
    met = sg.System([(out, expr)]).inputs
    return sg.System([(out, expr)], inputs=[v for v in (x, y, u, A, B, W, s, t) if v in met] or [W])


@pytest.mark.parametrize("name", NODES)
@pytest.mark.parametrize("which", ["all", "vectors", "matrices", "scalars"])
def test_a_batch_is_what_each_sample_is_alone(name, which):
    program = as_program(NODES[name])
    point = random_point(program, seed=1, sizes={k: v for k, v in SIZES.items() if k in map(str, program.dims)})
    kinds = {"vectors": (x, y, u), "matrices": (A, B, W), "scalars": (s, t), "all": (x, y, u, A, B, W, s, t)}[which]
    batched = [v.name for v in program.inputs if v in kinds]
    function = compile_numpy(program)
    if not batched or name == "constant":
        assert function(**point).shape == compile_numpy(program)(**point).shape
        return
    source = np.random.default_rng(2)
    big = {k: source.standard_normal((4, *v.shape)) if k in batched else v for k, v in point.items()}
    rows = [function(**{k: v[b] if k in batched else v for k, v in big.items()}) for b in range(4)]
    np.testing.assert_allclose(function(**big), np.stack(rows), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", NODES)
def test_each_node_equals_its_entries_written_out(name):
    program = as_program(NODES[name])
    point = random_point(program, seed=4, sizes={k: v for k, v in SIZES.items() if k in map(str, program.dims)})
    expanded = expand(program, **{str(d): SIZES[str(d)] for d in program.dims})
    values = {}
    for symbol in program.inputs:
        flat = np.ravel(point[symbol.name])
        for entry, number in zip((e for e in expanded.inputs if _belongs(e.name, symbol.name)), flat, strict=True):
            values[entry] = sp.Float(number, 30)
    expected = [float(sp.N(expanded.inlined(o).xreplace(values), 20)) for o in expanded.outputs]
    np.testing.assert_allclose(np.ravel(compile_numpy(program)(**point)), expected, rtol=1e-11, atol=1e-12)


def _belongs(entry, name):
    return entry == name or (entry.startswith(f"{name}_") and entry[len(name) + 1 :].replace("_", "").isdigit())


def test_types_are_kept():
    function = sg.lambdify(sg.tanh(A * x) + s * sg.ones(n))
    single = function(A=np.eye(2, dtype=np.float32), x=np.ones(2, dtype=np.float32), s=2.0)
    assert single.dtype == np.float32
    assert function(A=[[1, 0], [0, 1]], x=[1, 2], s=0).dtype == np.float64
    assert function(A=np.eye(2), x=np.ones(2) * 1j, s=0.0).dtype == np.complex128


def test_outputs_are_arrays_of_their_own():
    same = sg.System([(y, x)], outputs=["y", "x"]).lambdify()
    given = np.ones(3)
    found = same(x=given)
    found["y"][0] = 5.0
    assert given[0] == 1.0
    assert found["x"][0] == 1.0


def test_one_output_is_the_array_itself_and_several_are_a_dict_in_order():
    assert sg.lambdify(2 * x)(x=np.ones(2)).tolist() == [2.0, 2.0]
    two = sg.System([(y, 2 * x), (s, sg.dot(x, x))], outputs=[s, y]).lambdify()
    assert list(two(x=np.ones(2))) == ["s", "y"] == list(two.outputs)
    assert two.arguments == ("x",)


def test_names_that_python_cannot_have():
    odd, word = sp.Symbol("h^t"), sp.Symbol("lambda")
    assert float(sg.lambdify(odd * word)(**{"h^t": 2.0, "lambda": 3.0})) == 6.0


def test_inner_names_of_a_system_can_be_asked_for():
    cell = sg.cells.notebook()
    point = random_point(cell, seed=0)
    assert list(cell.lambdify(outputs=["a_1", "s_1"])(**point)) == ["a_1", "s_1"]


def message(error, function, **arrays):
    with pytest.raises(error) as caught:
        function(**arrays)
    return str(caught.value)


def test_calls_that_are_wrong_say_so():
    function = sg.lambdify(W * u + s * x)
    good = {"W": np.ones((3, 2)), "u": np.ones(2), "s": 1.0, "x": np.ones(3)}
    assert function(**good).tolist() == [3.0, 3.0, 3.0]
    order = ", ".join(f"{name}=..." for name in function.arguments)
    call = f"call with {order}."
    assert message(sg.ArgumentError, function, **{k: v for k, v in good.items() if k != "x"}) == (
        f"missing argument x; {call}"
    )
    assert message(sg.ArgumentError, function, **good, z=1.0) == f"unknown argument z; {call}"
    assert message(sg.ShapeError, function, **(good | {"u": np.ones((2, 3, 4))})) == (
        "u: expected shape (m,) or, with a batch, (B, m), but an array of shape (2, 3, 4) came."
    )
    assert message(sg.ShapeError, function, **(good | {"u": np.ones(5)})) == "u: m is 5 here, but W has m = 2."
    assert message(sg.ShapeError, function, **(good | {"u": np.ones((2, 2)), "x": np.ones((4, 3))})) in (
        "u: the batch has 2 samples here, but 4 in x.",
        "x: the batch has 4 samples here, but 2 in u.",
    )
    assert message(sg.ArgumentError, function, **(good | {"x": np.array(["a", "b", "c"])})) == (
        "x: expected an array of numbers, but one of type <U1 came."
    )
    assert message(sg.ArgumentError, function, **(good | {"W": [[1.0], [1.0, 2.0]]})) == (
        "W: expected an array of numbers, but its rows have unequal lengths."
    )


def test_a_target_that_does_not_exist_and_a_node_without_a_form():
    with pytest.raises(sg.SymgradError, match=r"^no target 'fortran'; there are numpy, array-api, jax, torch\.$"):
        sg.lambdify(s, target="fortran")
    with pytest.raises(sg.MissingRuleError, match=r"no NumPy form for q, in q\(s\)"):
        sg.lambdify(sp.Function("q")(s))


def test_analytic_code_continues_to_complex_arrays():
    for row in (sg.abs, sg.relu, sg.sigmoid, sg.softplus, sg.elu, sg.hard_sigmoid, sg.leaky_relu, sg.silu):
        function = compile_numpy(Program([(t, row(s))]), analytic=True)
        slope = compile_numpy(Program([(t, row(s).diff(s) if row is not sg.abs else sg.sign(s))]))
        for point in (-1.7, 0.6):
            step = function(s=complex(point, 1e-200)).imag / 1e-200
            assert step == pytest.approx(float(slope(s=point)), rel=1e-14)


def test_no_output_shares_the_memory_of_an_input_or_of_another():
    given = {"W": np.ones((3, 2)), "x": np.ones((4, 3)), "y": np.zeros((4, 3))}
    assert not np.shares_memory(sg.lambdify(W.T)(W=given["W"]), given["W"])
    twins = sg.System([(sg.vector("p", n), 2 * x), (sg.vector("q", n), 2 * x)]).lambdify()(x=given["x"])
    assert not np.shares_memory(twins["p"], twins["q"])
    flat = sg.System([(s, sg.total(x))]).gradient().lambdify()(x=given["x"])
    flat[0, 0] = 5.0
    assert flat[1, 0] == 1.0


def test_the_transpose_of_a_row_is_a_vector():
    row = sg.matrix("r", 1, n)
    assert sg.lambdify(row.T)(r=np.ones((1, 3))).shape == (3,)


def test_constants_do_not_raise_the_precision():
    function = sg.lambdify(sg.gradient(sg.erf(s), s))
    assert np.asarray(function(s=np.float32(0.5))).dtype == np.float32
    assert np.asarray(sg.lambdify(sg.gelu(x))(x=np.ones(3, dtype=np.float32))).dtype == np.float32


@pytest.mark.parametrize(
    "factor",
    [sp.Rational(1, 2) - sp.sqrt(2), -1 + sg.sigmoid(sp.Rational(1, 3)), 1 / (1 - sp.sqrt(2)), -sp.sqrt(3), 1 - sp.pi],
)
def test_a_number_that_is_negative_without_a_sign_keeps_it(factor):
    values = {"s": np.array(1.5), "t": np.array(-0.5), "x": np.array([1.0, 2.0]), "y": np.array([3.0, -1.0])}
    for expr, beside in ((factor * s, 1.5), (-2 * factor * s * t, 1.5), (factor * sg.dot(x, y), 1.0),
                         (factor * (1 - sp.sqrt(5)) * s, (1 - 5**0.5) * 1.5), (s / factor, 1.5)):  # fmt: skip
        number = float(sp.expand_func(1 / factor if expr == s / factor else factor))
        assert sg.lambdify(expr, inputs=[s, t, x, y])(**values) == pytest.approx(number * beside)
    size = sg.lambdify(n * factor, inputs=[x])(x=values["x"])
    assert size == pytest.approx(2 * float(sp.expand_func(factor)))


def test_a_definition_of_a_negative_number_and_one_that_is_constant():
    steep = sg.elementwise("steep", slope=lambda t, y: -2 * t * y, definition=lambda t: sp.exp(-(t**2)) * sp.Max(t, -2))
    assert sg.lambdify(steep(sp.Integer(-1)), inputs=[s])(s=1.0) == pytest.approx(-np.exp(-1))
    level = sg.elementwise("level", slope=lambda t, y: 0, definition=lambda t: sp.exp(sp.Max(-1, sp.E)))
    flat = sg.elementwise("flat", slope=lambda t, y: 0, definition=lambda t: steep(sp.E))
    for row, value in ((level, np.exp(np.e)), (flat, np.exp(-(np.e**2)) * np.e)):
        assert sg.lambdify(sg.total(row(x)))(x=np.ones(3)) == pytest.approx(3 * value)
        assert sg.lambdify(row(x))(x=np.ones(3)) == pytest.approx(np.full(3, value))


def test_an_undefined_function_of_a_number_is_refused_by_name():
    with pytest.raises(sg.MissingRuleError, match=r"no NumPy form for f, in f\(1/3\): nothing says what it is\.$"):
        sg.lambdify(sg.total(sg.relu(A * x) + sp.Function("f")(sp.Rational(1, 3)) * sg.ones(n)))


def test_a_tangent_of_a_cotangent_counts_once_for_each_sample():
    cell = sg.System([(y, A * x + u.T * u * sg.ones(n))], parameters=[A, u])
    product = cell.gradient(wrt="u").tangent().lambdify()
    point = {"A": np.eye(3), "x": np.ones((5, 3)), "u": np.array([1.0, 2.0]), "bar_y": np.zeros((5, 3))}
    dots = {"dot_A": np.zeros((3, 3)), "dot_x": np.zeros(3), "dot_u": np.zeros(2)}
    once = product(**point, **dots, dot_bar_y=np.ones(3))
    each = product(**point, **dots, dot_bar_y=np.ones((5, 3)))
    np.testing.assert_allclose(once, each)
    np.testing.assert_allclose(once, 5 * 3 * 2 * point["u"])


def test_five_hundred_functions_in_one_expression():
    deep = x
    for _ in range(500):
        deep = Elementwise(sp.tanh, mul(A, deep))
    system = sg.System([(y, deep)], parameters=[A])
    point = {"A": np.eye(3) * 1.01, "x": np.array([0.3, -0.2, 0.1])}
    value = point["x"]
    slope = np.ones(3)
    for _ in range(500):
        value = np.tanh(1.01 * value)
        slope = slope * 1.01 * (1 - value**2)
    np.testing.assert_allclose(system.lambdify()(**point), value, rtol=1e-12)
    np.testing.assert_allclose(system.gradient(wrt="x").lambdify()(**point, bar_y=np.ones(3)), slope, rtol=1e-10)


def test_a_cotangent_that_is_substituted_counts_once_for_each_sample():
    loss = sg.scalar("loss")
    backward = sg.System([(loss, sg.total(x + y))]).gradient()
    given = {"x": np.ones((5, 3)), "y": np.ones(3)}
    for function in (backward.lambdify(), backward.substitute({"bar_loss": 1}).lambdify()):
        found = function(**given)
        np.testing.assert_array_equal(found["bar_x"], np.ones((5, 3)))
        np.testing.assert_array_equal(found["bar_y"], np.full(3, 5.0))


def test_some_outputs_of_a_gradient_are_what_all_of_them_are():
    loss, penalty, inner = sg.scalar("loss"), sg.scalar("penalty"), sg.matrix("V", n, m)
    system = sg.System([(inner, W + W), (penalty, sg.total(inner)), (loss, sg.total(inner * u))], [penalty, loss])
    backward = system.value_and_gradient()
    given = {"W": np.ones((2, 3)), "u": np.ones((5, 3))}
    whole, part = backward.lambdify()(**given), backward.lambdify(outputs=["bar_W"])(**given)
    np.testing.assert_array_equal(part, whole["bar_W"])
    np.testing.assert_array_equal(part, np.full((2, 3), 12.0))


def test_a_number_with_an_undefined_function_is_refused_by_name():
    f = sp.Function("f")
    with pytest.raises(sg.MissingRuleError, match=r"no NumPy form for f, in "):
        sg.lambdify(sg.scalar("u") * f(2))


def test_what_is_infinite_where_a_relu_is_flat_does_not_count_there():
    n = sg.dims("n")
    z, y, L = sg.vector("z", n), sg.vector("y", n), sg.scalar("L")
    back = sg.System([(y, sg.relu(z)), (L, sg.total(sg.sqrt(y)))]).gradient().lambdify()
    with np.errstate(divide="ignore"):
        assert back(z=np.array([-1.0, 0.0, 4.0])).tolist() == [0.0, 0.0, 0.25]
        assert back(z=np.array([[-1.0, 4.0]], np.float32)).dtype == np.float32
    assert "np.where(z > 0.0" in back.source


def test_the_gradient_by_a_weight_of_matrices_with_a_batch_is_one_product(rng):
    k, left, right = sg.dims("k l r")
    X, V, Y = sg.matrix("X", k, left), sg.matrix("V", left, right), sg.matrix("Y", k, right)
    back = sg.System([(Y, X * V)], inputs=[X], parameters=[V]).gradient().lambdify()
    arrays = {"X": rng.normal(size=(4, 2, 3)), "V": rng.normal(size=(3, 5)), "bar_Y": rng.normal(size=(4, 2, 5))}
    expected = np.einsum("bkl,bkr->lr", arrays["X"], arrays["bar_Y"])
    np.testing.assert_allclose(back(**arrays)["bar_V"], expected, rtol=1e-12)
    assert "bar_V = X.reshape(-1, X.shape[-1]).T @" in back.source_for(["X", "bar_Y"])
