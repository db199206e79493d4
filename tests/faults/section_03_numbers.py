"""Numbers that were lost where the truth is finite, and what the complex step and a saturated check say."""

import mpmath as mp
import numpy as np
import sympy as sp

import symgrad as sg
from tests.faults.row import Row

N, M = sg.dims("n m")
X, Z, P, T = (sg.vector(name, N) for name in ("x", "z", "p", "t"))
Y = sg.vector("y", N, sums_to_one=True)
A, L, Q, S = sg.scalars("a L q s")
DIGITS = 60


def close(found, exact, relative=1e-12):
    """The numbers as text, where each is right relative to itself; the truth by arithmetic of 60 digits."""
    found, exact = np.atleast_1d(found), [mp.mpf(number) for number in exact]
    for one, true in zip(found, exact, strict=True):
        assert np.isfinite(one), found
        assert abs(mp.mpf(float(one)) - true) <= relative * abs(true), (one, mp.nstr(true, 17))
    return np.array2string(found, precision=6)


def silently(function, **arrays):
    """The value, without NumPy's warnings of what overflows on the way to an honest infinity."""
    with np.errstate(all="ignore"):
        return function(**arrays)


def softmax(z):
    """By definition, in many digits."""
    powers = [mp.exp(mp.mpf(float(entry))) for entry in z]
    return [power / mp.fsum(powers) for power in powers]


def lstm_of_one_step():
    cell, point = sg.cells.lstm(), {}
    for symbol in cell.inputs:
        shape = (2, 2) if symbol.shape[1] != 1 else (2,)
        point[symbol.name] = np.full(shape, 40.0) if symbol.name.startswith("b_") else np.zeros(shape)
    with mp.workdps(DIGITS):
        g, f, e = mp.tanh(40), 1 / (1 + mp.exp(-40)), mp.exp(-40)
        slope = (1 - mp.tanh(f * g) ** 2) * f * g * e / (1 + e) ** 2  # of h = o tanh(i g) by the pre-activation of i
        seen = []
        for over_time in (False, True):
            whole = sg.Recurrence(cell) if over_time else cell
            arrays = {k: v[None] if over_time and k == "x" else v for k, v in point.items()}
            bars = {"bar_h": np.ones((1, 2) if over_time else 2)}
            found = whole.gradient(of="h", wrt="b_i").lambdify()(**arrays, **bars)
            seen.append(close(found, [slope, slope]))
        return f"the cell {seen[0]}, over time {seen[1]}"


def cross_entropy_in_one_line():
    gradient = sg.gradient(-sg.dot(Y, sg.log(sg.softmax(Z))), Z)
    found = sg.lambdify(gradient)(z=np.array([1000.0, 0.0, -5.0]), y=np.array([1.0, 0.0, 0.0]))
    assert np.all(np.abs(found) < 1e-300), found
    return f"{sg.text(gradient)} = {found}"


def cross_entropy_in_named_steps():
    system = sg.System([(P, sg.softmax(Z)), (L, -sg.dot(Y, sg.log(P)))])
    backward = system.gradient(wrt="z")
    assert "bar_z = bar_L (p - y)" in str(backward).splitlines()
    assert str(system.derivative(L, Z)) == "∂L/∂z = p - y"
    for kind, tolerance in ((np.float64, 1e-12), (np.float32, 1e-5)):
        for gap in (40.0, 104.0, 1000.0):
            z, y = np.array([gap, 0.0, -5.0], kind), np.array([0.25, 0.25, 0.5], kind)
            with mp.workdps(DIGITS):
                exact = [p - float(target) for p, target in zip(softmax(z), y, strict=True)]
                told = close(backward.lambdify()(z=z, y=y), exact, tolerance)
    return f"p - y in print; {told} at a gap of 1000"


def binary_in_named_steps():
    system = sg.System([(Q, sg.sigmoid(S)), (L, -A * sg.log(Q) - (1 - A) * sg.log(1 - Q))])
    backward = system.gradient(wrt="s")
    assert "bar_s = bar_L (q - a)" in str(backward).splitlines()
    assert str(system.derivative(L, S)) == "∂L/∂s = q - a"
    for kind, tolerance in ((np.float64, 1e-12), (np.float32, 1e-5)):
        for s in (40.0, 110.0, -1000.0):
            with mp.workdps(DIGITS):
                exact = 1 / (1 + mp.exp(-mp.mpf(s))) - mp.mpf(0.25)
                told = close(backward.lambdify()(s=kind(s), a=kind(0.25)), [exact], tolerance)
    return f"q - a in print; {told} at s = -1000"


def norm_by_a_root():
    by_root = sg.gradient(sp.sqrt(sg.dot(X, X)), X)
    by_norm = sg.gradient(sg.norm(X), X)
    assert sg.text(by_root) == sg.text(by_norm)
    values = [sg.lambdify(form)(x=np.zeros(3)).tolist() for form in (by_root, by_norm)]
    assert values == [[0.0] * 3] * 2
    return f"{sg.text(by_root)}, {values[0]} at 0 both ways"


WRITTEN_OUT = {
    "log(1 + exp x)": (sg.log(1 + sg.exp(S)), sg.softplus(S)),
    "log(exp x + exp z)": (sg.log(sg.exp(S) + sg.exp(A)), A + sg.softplus(S - A)),
    "log cosh": (sg.log(sg.cosh(S)), S + sg.softplus(-2 * S) - sp.log(2)),
    "log of sigmoid": (sg.log(sg.sigmoid(S)), -sg.softplus(-S)),
    "sqrt(x^2 + 1/100)": (sp.sqrt(S**2 + sp.Rational(1, 100)), sp.sqrt(S**2 + sp.Rational(1, 100))),
    "exp / sum of exp": (sg.exp(S) / (sg.exp(S) + 1), sg.sigmoid(S)),
}


def forms_written_out():
    for plain, stable in WRITTEN_OUT.values():
        for expr, other in ((plain, stable), (sg.gradient(plain, S), sg.gradient(stable, S))):
            for s in (1000.0, -1000.0):
                values = [_called(form, s) for form in (expr, other)]
                assert np.isfinite(values).all(), (expr, values)
                np.testing.assert_allclose(*values, rtol=1e-12, atol=1e-300)
    z = np.array([1000.0, -1000.0, 999.0])
    whole = sg.lambdify(sg.log(sg.total(sg.exp(X))))(x=z)
    np.testing.assert_allclose(whole, sg.lambdify(sg.logsumexp(X))(x=z))
    parts = sg.lambdify(sg.gradient(sg.log(sg.total(sg.exp(X))), X))(x=z)
    np.testing.assert_allclose(parts, sg.lambdify(sg.softmax(X))(x=z), atol=1e-300)
    return f"{len(WRITTEN_OUT)} forms and log-sum-exp, value and slope, as the function of that name; {whole} here"


def _called(expr, s):
    function = sg.lambdify(expr)
    return float(silently(function, **{name: {"s": s, "a": 3.0}[name] for name in function.arguments}))


def small_arguments():
    with mp.workdps(DIGITS):
        logarithm = close(sg.lambdify(sg.log(1 + S))(s=1e-20), [mp.log1p(mp.mpf(1e-20))])
        power = close(sg.lambdify(sg.exp(S) - 1)(s=1e-20), [mp.expm1(mp.mpf(1e-20))])
    return f"{logarithm}, {power}"


def complex_step_of_an_integral():
    reports = {}
    for row in (sg.erf, sg.gelu, sg.normal_cdf):
        reports[row.name] = sg.System([(T, row(X))]).check(method="complex")
        assert reports[row.name], reports[row.name]
    return "; ".join(f"{name}: {report.summary}" for name, report in reports.items())


def complex_step_at_scale():
    for scale in (1.0, 50.0):
        at = {"x": scale * np.array([1.0, -0.7, 0.3])}
        for row in (sg.sigmoid, sg.silu, sg.softplus, sg.elu):
            report = sg.System([(T, row(X))]).check(at=at, method="complex")
            assert report, report
    return f"at 50: {report.summary}"


def wrong_sign_at_saturation():
    wrong = sg.elementwise(
        "wrong", slope=lambda x, y: -y * (1 - y), definition=lambda x: sg.sigmoid(x), numpy=sg.sigmoid.numpy,
        helper=sg.sigmoid.helper, analytic=sg.sigmoid.analytic,
    )  # fmt: skip
    for method in ("forward", "central", "complex"):
        for scale in (1.0, 50.0, 1000.0):
            report = sg.System([(T, wrong(X))]).check(at={"x": scale * np.array([1.0, -0.7, 0.3])}, method=method)
            assert not report, report
    right = sg.System([(T, sg.sigmoid(X))]).check(at={"x": 1000 * np.array([1.0, -0.7, 0.3])})
    assert not right
    assert right.failures == right.not_finite == ()
    return f"at 1000, right or wrong: {right.summary}"


ROWS = (
    Row("LSTM over time, T = 1, pre-activations 40: bar_b_i", "0.0", "1.0e-18", lstm_of_one_step),
    Row("gradient(-y . log(softmax(z))) at z = [1000, 0, -5]", "nan", "0", cross_entropy_in_one_line),
    Row("the same as two named equations", "nan", "finite, p - y", cross_entropy_in_named_steps),
    Row("q = sigmoid(s), binary cross-entropy, named: bar_s", "nan, or wrong digits", "q - a", binary_in_named_steps),
    Row("gradient(sqrt(x . x)) at 0", "nan", "0, as norm(x) gives: one value for one print", norm_by_a_root),
    Row(
        "log(1 + exp x), log cosh, ... written out, at 1000", "inf, nan", "softplus, logsumexp, ...", forms_written_out
    ),
    Row("log(1 + x), exp(x) - 1 at 1e-20", "0", "1e-20", small_arguments),
    Row('check(method="complex") with erf, gelu, normal_cdf', "TypeError", "passes", complex_step_of_an_integral),
    Row('check(method="complex") at scale 50', "not finite", "passes", complex_step_at_scale),
    Row("a wrong sign at saturation", "passes", "not seen, not passed", wrong_sign_at_saturation),
)
