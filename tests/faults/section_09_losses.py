"""The loss through time: its value, its target, its readout, its print, and the verbs of a System."""

import pickle

import numpy as np
import pytest

import symgrad as sg
from tests.faults.row import Row

n, k = sg.dims("n k")


def _recurrence():
    return sg.Recurrence(sg.cells.elman())


def _error(name):
    """The squared error of a readout."""
    h, V, d = _recurrence().symbol("h"), sg.matrix("V", k, n), sg.vector("d", k)
    return sg.scalar(name), sg.dot(V * h - d, V * h - d)


def _point(target):
    random = np.random.default_rng(0)
    shapes = {"x": (5, 2, 4), "W": (3, 4), "U": (3, 3), "b": (3,), "V": (2, 3), "d": target}
    return {name: 0.5 * random.standard_normal(shape) for name, shape in shapes.items()}


def _losses(at):
    """The loss of each step and sample, by a plain loop."""
    state, found = np.zeros((2, 3)), []
    for t in range(5):
        state = np.tanh(at["x"][t] @ at["W"].T + state @ at["U"].T + at["b"])
        target = at["d"][t] if at["d"].ndim == 3 else at["d"]
        found.append(((state @ at["V"].T - target) ** 2).sum(axis=-1))
    return np.array(found)


def _checked(system, target, value, loss):
    at = _point(target)
    names = ("U", "V", "d")
    found = system.lambdify(outputs=[value, *(f"bar_{name}" for name in names)])(**at)
    np.testing.assert_allclose(found[value], loss(_losses(at)), rtol=1e-13)
    random = np.random.default_rng(1)
    way = {name: random.standard_normal(at[name].shape) for name in names}
    claimed = sum(np.sum(found[f"bar_{name}"] * way[name]) for name in names)
    ends = [
        np.sum(loss(_losses(at | {name: at[name] + sign * 1e-6 * way[name] for name in names}))) for sign in (1, -1)
    ]
    assert abs(claimed - (ends[0] - ends[1]) / 2e-6) < 1e-7 * abs(claimed)
    return f"{value} {np.shape(found[value])}, " + ", ".join(f"bar_{s} {found[f'bar_{s}'].shape}" for s in names)


def _value_and_gradient():
    return _checked(_recurrence().value_and_gradient(loss=_error("L")), (5, 2, 2), "L", lambda losses: losses)


def _value_by_its_name():
    return _checked(_recurrence().gradient(loss=_error("L")), (5, 2, 2), "L", lambda losses: losses)


def _last():
    return _checked(_recurrence().value_and_gradient(last=_error("E")), (2, 2), "E", lambda losses: losses[-1])


def _readout():
    back = _recurrence().gradient(loss=_error("L"))
    assert "V" in map(str, back.parameters)
    assert [str(s) for s in back.sequences] == ["x", "d", "bar_L"]
    h, c, d = _recurrence().symbol("h"), sg.vector("c", n), sg.vector("d", n)
    told = _recurrence().gradient(loss=(sg.scalar("L"), sg.dot(h + c - d, h + c - d)), parameters="c")
    assert [str(s) for s in told.parameters] == ["W", "U", "b", "c"]
    with pytest.raises(sg.ShapeError, match=r"parameters=") as error:
        back.lambdify()(**_point((2,)))
    return f"V is a parameter; parameters= names others: {error.value}"


def _printed():
    h, d = _recurrence().symbol("h"), sg.vector("d", n)
    e = sg.dot(h - d, h - d)
    each = _recurrence().gradient(loss=(sg.scalar("L"), e), wrt="b")
    last = _recurrence().gradient(last=(sg.scalar("L"), e), wrt="b")
    assert each.latex() != last.latex()
    assert "L[t] = ‖h[t] - d[t]‖²" in str(each)
    assert "L[t] = ‖h[t] - d‖²" in str(last)
    assert "last[t] = [1 if t = T; 0 otherwise]" in str(last)
    return f"{str(last).splitlines()[2]}; {str(last).splitlines()[3]}"


def _verbs():
    r = _recurrence()
    g = r.gradient()
    m = r.symbol("x").shape[0]
    P, Q = sg.matrix("P", n, k), sg.matrix("Q", k, m)
    assert g == r.gradient()
    assert g != r.gradient(wrt="U")
    assert pickle.loads(pickle.dumps(g)) == g
    assert str(g.simplify()) == str(g)
    assert [str(s) for s in r.substitute({"W": P * Q}).gradient(wrt=["P", "Q"]).outputs] == ["bar_P", "bar_Q"]
    assert str(r.derivative("h", "h_prev").expression) == str(r.cell.derivative("h", "h_prev").expression)
    assert r.replace(outputs="h").outputs == r.outputs
    assert len(r.expand(2, n=1, m=1).equations) == 2
    return "value_and_gradient, simplify, substitute, derivative, expand, replace, ==, pickle"


def _in_a_cell():
    bundle = _recurrence().state_jacobian()._repr_mimebundle_()
    assert bundle["text/plain"].startswith("∂h[t]/∂h[t-k] = Π")
    assert r"\prod" in bundle["text/latex"]
    return ", ".join(bundle)


def _time_first():
    function = _recurrence().gradient(wrt="U").lambdify()
    at = {name: one for name, one in _point((2,)).items() if name in ("W", "U", "b")}
    with pytest.raises(sg.ShapeError) as error:
        function(**at, x=np.zeros((2, 5, 4)), bar_h=np.zeros((5, 2, 3)))
    assert "time comes first, then the batch" in str(error.value)
    return str(error.value)


ROWS = (
    Row("r.value_and_gradient(loss=(L, e))", "AttributeError", "the losses and the gradient", _value_and_gradient),
    Row(
        "r.gradient(loss=(L, e)).lambdify(outputs=['L', 'bar_U'])", "no L here", "both, in one pass", _value_by_its_name
    ),
    Row("r.value_and_gradient(last=(E, e)), one target", "the target must be a sequence", "the last loss", _last),
    Row("a readout V in a loss= pair", "a sequence V[t]", "a parameter, or stated by parameters=", _readout),
    Row(
        "r.gradient(loss=(L, e)).latex() == r.gradient(last=(L, e)).latex()", "True", "told apart, L printed", _printed
    ),
    Row("TimeSystem's verbs", "lacking", "those of a System", _verbs),
    Row("r.state_jacobian() in a cell", "TypeError from display.py", "its equations", _in_a_cell),
    Row("a (B, T, m) array", "5 steps here, but x has 2", "time comes first", _time_first),
)
