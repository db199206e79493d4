"""What EXTENDING.md adds (a node, a function, a notation, a target) works as what symgrad has, with nothing touched."""

import dataclasses
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad import extend
from symgrad.errors import MissingRuleError

PAGE = (Path(__file__).parents[1] / "EXTENDING.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(python|text)\n(.*?)```", PAGE, re.DOTALL)
ROWS = [field.name for field in dataclasses.fields(extend.Rules)]
AT = {"rtol": 1e-12, "atol": 1e-13}


def run(change=lambda source: source):
    scope = {"__name__": "extending"}
    exec(change("\n".join(source for language, source in BLOCKS if language == "python")), scope)
    return scope


@pytest.fixture(scope="module")
def page():
    return run()


@pytest.fixture
def arrays(rng):
    return {"W": rng.normal(size=(3, 2)), "x": rng.normal(size=2), "bar_L": np.float64(0.7)}


def by_hand(W, x, bar_L):
    """The gradient of |tanh(reverse(W x))|^2 in NumPy, holomorphic."""
    y = np.tanh((W @ x)[::-1])
    inner = (2 * bar_L * y * (1 - y * y))[::-1]
    return {"bar_W": np.outer(inner, x), "bar_x": W.T @ inner}


def without(page, row):
    """The node with one row less."""
    kind = page["Reverse"]
    return type("Reverse", (kind,), {"rules": dataclasses.replace(kind.rules, **{row: None})})


def system_of(kind):
    n = sg.dims("n")
    return sg.System([(sg.vector("y", n), sg.tanh(kind(sg.vector("x", n))))])


# -- the page


def test_the_page_runs_and_prints_what_it_shows(capsys):
    scope, shown = {"__name__": "extending"}, 0
    for language, source in BLOCKS:
        if language == "python":
            exec(source, scope)
            printed = capsys.readouterr().out
        else:
            assert printed == source
            shown += 1
    assert shown == 6


def test_it_needs_no_numpy():
    code = "import sys, symgrad.extend; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_all_that_it_names_is_there():
    assert [name for name in extend.__all__ if not hasattr(extend, name)] == []


# -- a node


def test_its_gradient_is_that_by_hand(page, arrays):
    found = page["cell"].gradient().lambdify()(**arrays)
    for name, expected in by_hand(**arrays).items():
        np.testing.assert_allclose(found[name], expected, **AT)


def test_with_a_batch_it_is_the_sum_over_the_samples(page, arrays, rng):
    arrays["x"] = rng.normal(size=(4, 2))
    found = page["cell"].gradient().lambdify()(**arrays)
    each = [by_hand(**{**arrays, "x": x}) for x in arrays["x"]]
    np.testing.assert_allclose(found["bar_W"], sum(one["bar_W"] for one in each), **AT)
    np.testing.assert_allclose(found["bar_x"], [one["bar_x"] for one in each], **AT)


def test_its_second_order_is_that_of_the_complex_step(page, arrays, rng):
    moves = {f"dot_{name}": rng.normal(size=np.shape(array)) for name, array in arrays.items()}
    found = page["cell"].gradient().tangent().lambdify()(**arrays, **moves)
    moved = by_hand(**{name: array + 1e-150j * moves[f"dot_{name}"] for name, array in arrays.items()})
    for name, expected in moved.items():
        np.testing.assert_allclose(found[f"dot_{name}"], expected.imag / 1e-150, **AT)


def test_the_oracle_agrees(page, arrays):
    """SymPy's diff of the system written out entry by entry, by the definition alone."""
    sizes = {"n": 3, "m": 2}
    values = {sp.Symbol(f"W_{i + 1}_{j + 1}"): arrays["W"][i, j] for i in range(3) for j in range(2)}
    values |= {sp.Symbol(f"x_{j + 1}"): arrays["x"][j] for j in range(2)}
    forward = {}
    for equation in page["cell"].expand(**sizes).equations:
        forward[equation.lhs] = equation.rhs.xreplace(forward)
    loss = next(value for name, value in forward.items() if name.name == "L").replace(
        lambda node: node.is_Symbol, lambda node: sp.Symbol(node.name)
    )
    found = by_hand(arrays["W"], arrays["x"], 1.0)
    for i in range(3):
        slope = sp.diff(loss, sp.Symbol(f"W_{i + 1}_2")).xreplace(values)
        np.testing.assert_allclose(float(slope), found["bar_W"][i, 1], **AT)


def test_its_gradient_can_be_written_out(page):
    written = str(page["cell"].gradient().expand(n=2, m=1))
    assert "bar_W_1_1 = bar_pre_y_1 x_1" in written
    assert "bar_pre_y_1 = 2 bar_L y_2 (1 - y_2²)" in written


def test_it_prints(page):
    assert page["cell"].equations[0].rhs == sg.tanh(page["Reverse"](page["W"] * page["x"]))
    assert sg.text(page["Reverse"](page["x"])) == "reverse(x)"
    assert sg.latex(page["Reverse"](page["x"])) == r"\operatorname{reverse}(x)"


def test_it_is_told_entry_by_entry(page):
    told = page["cell"].latex(notation=sg.Notation(form="index"))
    assert r"y_i &= \tanh\Bigl(\sum_{j=1}^{m} W_{n - i + 1,j} x_j\Bigr)" in told


def test_it_comes_in_checked_and_in_simplest_form(page):
    Reverse, W, x = page["Reverse"], page["W"], page["x"]
    assert extend.intake(Reverse(2 * Reverse(x))) == extend.intake(2 * x)
    assert extend.intake(Reverse(x - x)) == sp.ZeroMatrix(*x.shape)
    with pytest.raises(sg.ShapeError, match=r"^reverse takes a vector, but W is \(n, m\)\.$"):
        extend.intake(Reverse(W))


def test_over_time_it_passes_the_check(page):
    Reverse, n, x = page["Reverse"], page["n"], page["x"]
    h, h_prev, W = sg.vector("h", n), sg.vector("h_prev", n), page["W"]
    cell = sg.System([(h, sg.tanh(Reverse(h_prev) + W * x))], parameters=[W], carry={h: h_prev})
    assert sg.Recurrence(cell).check(method="complex")


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("transpose=lambda node, k, bar: reverse(bar)", "transpose=lambda node, k, bar: bar"),
        ("return x[..., ::-1]", "return 2.0 * x[..., ::-1]"),
        ("tangent=extend.linear(reverse)", "tangent=lambda node, moves, value: moves[0]"),
    ],
)
def test_a_wrong_rule_is_found(page, arrays, right, wrong):
    assert right in PAGE
    found = run(lambda source: source.replace(right, wrong))["cell"].gradient().lambdify()(**arrays)
    assert not np.allclose(found["bar_W"], by_hand(**arrays)["bar_W"])


@pytest.mark.parametrize("row", ROWS)
def test_a_row_that_is_missing_is_named_when_the_node_comes_in(page, row):
    system_of(page["Reverse"])
    with pytest.raises(MissingRuleError, match=rf"^equation 1, y = .*: Reverse has no row '{row}', in reverse\(x\)"):
        system_of(without(page, row))


def test_a_node_without_rules_is_refused(page):
    bare = type("Reverse", (page["Reverse"],), {"rules": None})
    with pytest.raises(MissingRuleError, match="Reverse has no row 'intake'"):
        system_of(bare)


def test_a_transposition_that_the_roles_belie_is_refused(page):
    with pytest.raises(MissingRuleError, match=r"Reverse has a row 'transpose'.* the letter for one is l"):
        system_of(type("Reverse", (page["Reverse"],), {"roles": "v"}))


def test_a_scalar_of_two_vectors_with_a_batch_beside_what_has_none(page, rng):
    """The node x . reverse(y): the product rule, and a sum over the samples that goes inside."""

    def paired(x, y):
        return extend.raw(Paired, x, y)

    code = "def paired(x, y):\n    return (x * y[..., ::-1]).sum(axis=-1)\n"

    class Paired(extend.ScalarNode):
        word, roles, agree = "paired", "l", "alike"
        rules = extend.Rules(
            intake=lambda node, x, y: paired(x, y),
            tangent=extend.each(paired),
            transpose=lambda node, k, bar: extend.scale(bar, page["reverse"](node.args[1 - k])),
            print=extend.by_word,
            lower=extend.by_source(extend.Source("paired", code)),
            entries=lambda node, x, y: sp.Add(*(x[i, 0] * y[x.shape[0] - 1 - i, 0] for i in range(x.shape[0]))),
        )

    x, y, w, c = sg.vectors("x y w c", page["n"])
    both = sg.dot(page["Reverse"](w), x) + sg.dot(page["Reverse"](w), c)
    system = sg.System([(page["L"], sg.tanh(Paired(x, y)) + Paired(sg.exp(x), x) + both)])
    assert system.check(method="complex")
    assert system.gradient().check(method="complex")
    f, shared, samples = system.gradient().lambdify(), rng.normal(size=(3, 3)), rng.normal(size=(4, 3))
    rest = dict(zip("ywc", shared, strict=True))
    whole, each = f(x=samples, **rest), [f(x=x, **rest) for x in samples]
    np.testing.assert_allclose(whole["bar_x"], [one["bar_x"] for one in each], **AT)
    for name in ("bar_y", "bar_w", "bar_c"):
        np.testing.assert_allclose(whole[name], sum(one[name] for one in each), **AT)


def test_a_deep_expression_of_it_is_no_trouble(page):
    value = page["x"]
    for _ in range(400):
        value = page["Reverse"](sg.tanh(value))
    assert sg.System([(sg.vector("y", page["m"]), value)]).gradient().lambdify().source.count("reverse(") > 400


def test_a_source_is_python_that_defines_its_name():
    for name, code in (("f g", "def f(x): return x"), ("f", "def f(x: return x"), ("f", "def g(x): return x")):
        with pytest.raises(sg.SymgradError, match=r"^Source"):
            extend.Source(name, code)


# -- a function, a notation, a target


def test_the_function_is_differentiated_and_compiled(page):
    system = sg.System([(page["y"], page["softsign"](page["W"] * page["x"]))])
    assert system.check(method="central")


def test_the_target_computes_what_numpys_does(page, rng):
    Reverse, W, x = page["Reverse"], page["W"], page["x"]
    n = page["n"]
    A, y, L = sg.matrix("A", n, n), sg.vector("y", n), sg.scalar("L")
    system = sg.System([(y, Reverse(W * x)), (L, sg.dot(y, y) + sg.dot(A.T, sg.hadamard(A, A + A.T)))], outputs=[L])
    sizes = {"W": (3, 2), "x": (2,), "A": (3, 3), "bar_L": ()}
    for one in (system, system.gradient()):
        arrays = {symbol.name: np.asarray(rng.normal(size=sizes[symbol.name])) for symbol in one.inputs}
        scope = {}
        exec(one.lambdify(target=page["einsum"]), scope)
        found, expected = scope["evaluate"](*arrays.values()), one.lambdify()(**arrays)
        given = expected.values() if isinstance(expected, dict) else [expected]
        for own, numpys in zip(found if len(given) > 1 else [found], given, strict=True):
            np.testing.assert_allclose(own, numpys, **AT)


def test_what_a_target_lacks_it_names(page):
    n = page["n"]
    A, b = sg.matrix("A", n, n), sg.vector("b", n)
    with pytest.raises(MissingRuleError, match="the target einsum does not write"):
        sg.lambdify(A.inv() * b, target=page["einsum"])


# -- the node that is not linear


def test_a_node_that_is_not_linear_with_a_batch_is_that_of_single_samples(page, rng):
    grown = page["grown"].value_and_gradient().lambdify()
    W, x = rng.normal(size=(3, 2)), rng.normal(size=(3, 2))  # as many samples as entries
    found, single = grown(W=W, x=x), [grown(W=W, x=one) for one in x]
    assert np.allclose(found["L"], [one["L"] for one in single], **AT)
    assert np.allclose(found["bar_x"], [one["bar_x"] for one in single], **AT)
    assert np.allclose(found["bar_W"], sum(one["bar_W"] for one in single), **AT)


def test_a_tangent_that_takes_no_list_is_named():
    def wrong(node, dx, value):
        return extend.hadamard(value, dx)

    kind = type("Wrong", (extend.MatrixNode,), {
        "word": "wrong", "roles": "v", "shape": property(lambda self: self.args[0].shape),
        "rules": extend.Rules(intake=lambda node, x: node, tangent=wrong, print=extend.by_word,
                              lower=extend.by_source(extend.Source("wrong", "def wrong(x):\n    return x")),
                              entries=lambda node, x: x),
    })  # fmt: skip
    with pytest.raises(sg.SymgradError, match=r"the tangent of Wrong makes no expression"):
        system_of(kind).gradient()
