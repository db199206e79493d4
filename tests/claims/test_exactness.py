"""What is shown exactly: sums of names that come out as nothing, claims that are right whatever the numbers are."""

import random
from fractions import Fraction

import mpmath
import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.claims.exact import exact_comparison
from symgrad.claims.exact.exact_comparison import Exactness
from symgrad.claims.exact.exact_numbers import COMPOSED, SLOPES, Exact, applied, applied_to_several, sloped
from symgrad.claims.exact.exact_points import DIGITS, Point
from symgrad.claims.exact.exact_ring import NotExactError, Ring, constant
from symgrad.claims.forward.forward_world import World
from symgrad.claims.interpreter.function_values import ENTRYWISE, slope
from tests.latex_reading.published import claims, real_faults

TANH = r"$$h = \tanh(z), \quad L = c^T h$$ "


def names(ring, count):
    return [Exact(ring, ring.name("entry", f"x{k}", None, 0, 0)) for k in range(count)]


def grown(rng, exact, symbols, depth):
    """A random formula of exact numbers, and the same of SymPy's symbols."""
    if depth == 0:
        k, j = rng.sample(range(len(exact)), 2)
        kind = rng.choice(["", "exp", "sqrt"])  # of what has one form alone
        if not kind:
            return exact[k], symbols[k]
        return applied(kind, exact[k] + 2 * exact[j]), getattr(sp, kind)(symbols[k] + 2 * symbols[j])
    kind = rng.choice(["+", "-", "*", "/", "**", "number"])
    one, other = grown(rng, exact, symbols, depth - 1), grown(rng, exact, symbols, depth - 1)
    if kind == "**":
        return one[0] ** 2, one[1] ** 2
    if kind == "number":
        return one[0] * 3 - Fraction(1, 2), one[1] * 3 - sp.Rational(1, 2)
    if kind == "/":
        return one[0] / (other[0] * other[0] + 1), one[1] / (other[1] ** 2 + 1)
    return tuple({"+": a + b, "-": a - b, "*": a * b}[kind] for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("seed", range(40))
def test_a_sum_is_nothing_where_sympy_says_so(seed):
    """Two ways to one number: a formula, and SymPy's own with all put over one denominator, read back."""
    rng = random.Random(seed)
    ring, symbols = Ring(300_000), sp.symbols("x0:3", positive=True)
    exact = names(ring, 3)
    found, formula = grown(rng, exact, symbols, 3)
    other = formula.together() if rng.random() < 0.5 else sp.expand(formula)
    difference = found - value(other, dict(zip(symbols, exact, strict=True)))
    assert ring.is_nothing(difference.value)
    assert Point(ring).told(difference.value) == ""
    for spoilt in (difference + Fraction(1, 10**13), difference + Fraction(1, 10**9) * exact[0]):
        assert not ring.is_nothing(spoilt.value)
        assert Point(ring).told(spoilt.value)


def value(expr, known):
    """SymPy's expression as an exact number."""
    if expr in known:
        return known[expr]
    ring = next(iter(known.values())).ring
    parts = [value(part, known) for part in expr.args]
    if isinstance(expr, sp.Rational):
        return Exact(ring, constant(Fraction(expr.p, expr.q)))
    if isinstance(expr, sp.Add | sp.Mul):
        total = parts[0]
        for part in parts[1:]:
            total = total + part if isinstance(expr, sp.Add) else total * part
        return total
    if isinstance(expr, sp.Pow):
        power = Fraction(expr.exp.p, expr.exp.q)
        return applied("sqrt", parts[0]) ** power.numerator if power.denominator == 2 else parts[0] ** int(power)
    assert isinstance(expr, sp.exp), expr
    return applied("exp", parts[0])


@pytest.mark.parametrize("name", sorted({*SLOPES, *COMPOSED}))
def test_functions_and_their_slopes_are_those_of_the_judge(name):
    ring = Ring(10_000)
    (x,) = names(ring, 1)
    moving = Exact(ring, x.value, {0: constant(1)})
    with mpmath.workdps(DIGITS):
        point = Point(ring)
        at = np.array([[float(point.of(x.value))]])
        found = applied(name, moving)
        judge = ENTRYWISE[name]
        np.testing.assert_allclose(float(point.of(found.value)), judge(at), rtol=1e-13)
        np.testing.assert_allclose(float(point.of(found.slopes[0])) if 0 in found.slopes else 0.0, slope(judge, at, 1),
                                   rtol=1e-12, atol=1e-300)  # fmt: skip
        if name in SLOPES:
            told = sloped(name, moving)
            np.testing.assert_allclose(float(point.of(told.value)), slope(judge, at, 1), rtol=1e-12)


def test_open_functions_have_slopes_of_every_order():
    ring = Ring(10_000)
    x, y = names(ring, 2)
    moving = Exact(ring, x.value, {0: constant(1)})
    assert ring.is_nothing((applied("f", moving) * y - y * applied("f", moving)).slopes[0])
    first = sloped("f", moving)
    assert ring.is_nothing((Exact(ring, applied("f", moving).slopes[0]) - first).value)
    assert ring.is_nothing((Exact(ring, first.slopes[0]) - sloped("f", x, 1)).value)
    both = applied_to_several("g", [moving, moving * y])
    step = mpmath.mpf(10) ** -25
    with mpmath.workdps(DIGITS):
        point, moved = Point(ring), Point(ring)
        moved._values[0] = point.of(x.value) + step
        measured = (moved.of(both.value) - point.of(both.value)) / step
        assert abs(measured - point.of(both.slopes[0])) < 1e-20


@pytest.mark.parametrize("pair", [
    ("exp(a) exp(b)", lambda a, b: applied("exp", a) * applied("exp", b) - applied("exp", a + b)),
    ("a sigmoid of -x", lambda a, b: applied("sigmoid", -a) - 1 + applied("sigmoid", a)),
    ("tanh is odd", lambda a, b: applied("tanh", a - b) + applied("tanh", b - a)),
    ("the square of a root", lambda a, b: applied("sqrt", a + b) ** 2 - a - b),
    ("a root below", lambda a, b: 1 / applied("sqrt", a + b) - applied("sqrt", a + b) / (a + b)),
    ("a step is its square", lambda a, b: applied("step", a) ** 3 - applied("step", a)),
    ("relu of relu's slope", lambda a, b: applied("relu", a) * applied("step", a) - applied("relu", a)),
    ("the square of a sign", lambda a, b: applied("sign", a) ** 2 - 1),
    ("an inverse within an inverse", lambda a, b: 1 / (1 + 1 / (a + b)) - (a + b) / (a + b + 1)),
], ids=lambda pair: pair[0])  # fmt: skip
def test_what_holds_of_functions_is_used(pair):
    ring = Ring(10_000)
    a, b = names(ring, 2)
    assert ring.is_nothing(pair[1](a, b).value)
    assert not ring.is_nothing((pair[1](a, b) + Fraction(1, 10**13)).value)


@pytest.mark.parametrize("spoil", [
    lambda a: a < 1, lambda a: float(a), lambda a: a + np.pi, lambda a: a * 1j, lambda a: a ** 1000, lambda a: a / 0,
    lambda a: a**0.5, bool, abs,
])  # fmt: skip
def test_what_has_no_form_is_refused(spoil):
    with pytest.raises(NotExactError):
        spoil(names(Ring(10_000), 1)[0])


def test_too_much_work_is_refused():
    ring = Ring(200)
    a, b = names(ring, 2)
    with pytest.raises(NotExactError, match="too long"):
        (a + b + 1) ** 9


@pytest.mark.parametrize("right", [
    r"c \odot (1 - h^2)", r"c \odot (1 - h) \odot (1 + h)", r"\operatorname{diag}(1 - h^2) c",
    r"\frac{4 c}{(e^{z} + e^{-z})^2} + c \odot (1 - h^2) - \frac{4 c}{(e^{z} + e^{-z})^2}",
])  # fmt: skip
def test_a_claim_that_is_right_is_shown_exactly(right):
    report = sg.verify(TANH + rf"$$\frac{{\partial L}}{{\partial z}} = {right}$$")
    assert report.verdicts[0].said == "right, shown exactly", str(report)
    assert "right, shown exactly" in report.markdown()
    assert "right, shown exactly" in report._repr_html_()
    assert str(report).startswith("1:37: right, shown exactly: ")


@pytest.mark.parametrize("spoilt", [r"c \odot (1 - h^2) + 10^{-13}", r"c \odot (1 - h^2) (1 + 10^{-11})"])
def test_a_claim_that_is_right_to_nine_digits_alone_is_not_judged(spoilt):
    (verdict,) = sg.verify(TANH + rf"$$\frac{{\partial L}}{{\partial z}} = {spoilt}$$").verdicts
    assert (verdict.status, verdict.exact) == ("not judged", False)
    assert "by numbers, to nine digits, it is right" in verdict.reason
    assert "by exact arithmetic" in verdict.reason


def test_a_term_that_vanishes_at_the_numbers_that_are_drawn_is_seen(monkeypatch):
    text = r"$$y = w x + b, \quad L = y^2 + k y$$ $$\frac{\partial L}{\partial x} = (2 y + k) w + (k - b)$$"
    given = dict.fromkeys(("w", "x", "b", "k"), ())
    assert sg.verify(text, shapes=given).verdicts[0].status == "wrong"
    drawn = World.drawn
    monkeypatch.setattr(World, "drawn", lambda self, name, *of: drawn(self, "b" if name == "k" else name, *of))
    assert sg.verify(text, shapes=given).verdicts[0].status == "not judged"


def test_what_the_numbers_say_is_wrong_is_never_shown(monkeypatch):
    monkeypatch.setattr(Exactness, "shown", lambda *of, **also: exact_comparison.Shown(True))
    (verdict,) = sg.verify(TANH + r"$$\frac{\partial L}{\partial z} = c \odot (1 - h)$$").verdicts
    assert (verdict.status, verdict.exact) == ("wrong", False)


@pytest.mark.parametrize(("text", "given"), [
    (r"$$L = \max(x)$$ $$\frac{\partial L}{\partial x} = \frac{\partial L}{\partial x}$$", {"x": ("n",)}),
    (r"$$L = \det(A)$$ $$\frac{\partial L}{\partial A} = \det(A) A^{-T}$$", {"A": ("n", "n")}),
])  # fmt: skip
def test_what_has_no_exact_form_is_right_by_numbers_alone(text, given):
    (verdict,) = sg.verify(text, shapes=given).verdicts
    assert (verdict.said, verdict.exact) == ("right", False)


# Papers whose right claims, and partial ones, are all shown
SHOWN = (
    "perceptron, one sample as a row", "perceptron, indices that tell the layer", "softmax and cross-entropy, vectors",
    "min-char-rnn, one step", "recurrent network, nabla, time in brackets", "LSTM, one step, deltas",
    "GRU of Chung, one step, derivatives", "batch normalisation", "layer normalisation", "attention, by indices",
    "attention, in matrices", "LSTM of an online course, mended",
)  # fmt: skip


@pytest.mark.parametrize("name", SHOWN)
def test_published_claims_are_shown_exactly_within_bounded_work(name, monkeypatch):
    work = []
    shown = Exactness.shown

    def counted(self, *of, **also):
        before = self.left
        found = shown(self, *of, **also)
        work.append(before - self.left)
        return found

    monkeypatch.setattr(Exactness, "shown", counted)
    paper = next(one for one in (*claims.PAPERS, *real_faults.PAPERS) if one.name == name)
    report = sg.verify(paper.text, paper.forward, paper.shapes, paper.conventions)
    right = [one for one in report.verdicts if one.status in ("right", "right up to layout", "partial")]
    assert right
    assert all(one.exact for one in right), str(report)
    assert not any(one.exact for one in report.verdicts if one not in right)
    assert 0 < max(work) <= exact_comparison.MOST_OF_CLAIM
    assert sum(work) <= exact_comparison.MOST_OF_TEXT


def test_without_work_left_nothing_is_shown_and_all_is_judged(monkeypatch):
    monkeypatch.setattr(exact_comparison, "MOST_OF_TEXT", 3)
    report = sg.verify(TANH + r"$$\frac{\partial L}{\partial z} = c \odot (1 - h^2)$$")
    assert report.verdicts[0].said == "right"


@pytest.mark.parametrize(("text", "given", "conventions", "said"), [
    # Which product a sign means follows from sizes: where all were 2, these would be others.
    (r"$$L = \frac{1}{2} \|(X W - Y)^2\|_1$$ $$\frac{\partial L}{\partial W} = X^T (X W - Y)$$",
     {"X": ("N", "D"), "W": ("D", "K"), "Y": ("N", "K")}, {}, "right"),
    (r"$$Z = A * B, \quad L = \sum_{i,j} C_{ij} Z_{ij}$$ $$\frac{\partial L}{\partial A} = C * B^T$$",
     {"A": ("n", "m"), "B": ("m", "k"), "C": ("n", "k")}, {}, "right, shown exactly"),
    # A third step is none of two.
    (r"$$h_t = w h_{t-1} + x_t, \quad L = \sum_{t=1}^T h_t^2$$ "
     r"$$\frac{\partial h_3}{\partial h_2} = w$$", {"w": (), "x_t": (), "h_t": ()}, {}, "right"),
])  # fmt: skip
def test_small_sizes_and_few_steps_contradict_nothing(text, given, conventions, said):
    report = sg.verify(text, shapes=given, conventions=conventions)
    assert [one.said for one in report.verdicts] == [said], str(report)
