"""What a name is where it looks like something else: a number, a function, a logarithm, a matrix of ones."""

import numpy as np
import pytest

import symgrad as sg
from symgrad.errors import MissingRuleError

VECTORS = {"s": ("n",), "u": ("n",)}
RNG = np.random.default_rng(3)
S, U = RNG.uniform(0.2, 1.2, 3), RNG.uniform(0.2, 1.2, 3)


def value(text, shapes, **at):
    """What the text, read, gives at these numbers."""
    return sg.read_latex(text, shapes=shapes).lambdify()(**at)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"y = \operatorname{diag}(s) u", S * U),
        (r"y = \mathbf{1}^{\top} s", S.sum()),
        (r"y = -\mathbf{1}^\top (s \odot u)", -(S @ U)),
        (r"y = s \mathbf{1}^{\top} u", S * U.sum()),
        (r"y = \max(s)", S.max()),
        (r"y = \min(s) u", S.min() * U),
        (r"y = u \odot \operatorname{revcumsum}(s)", U * S[::-1].cumsum()[::-1]),
        (r"y = \operatorname{frac}(3 s)", 3 * S % 1),
        (r"y = \operatorname{rms}(s)", np.sqrt((S**2).mean())),
    ],
)
def test_vectors(text, expected):
    found = value(text, VECTORS, **{name: at for name, at in (("s", S), ("u", U)) if name in text.partition("=")[2]})
    np.testing.assert_allclose(found, expected, rtol=1e-12)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("mean", lambda X: X.mean(1)),
        ("sum", lambda X: X.sum(1)),
        ("max", lambda X: X.max(1)),
        ("normalize", lambda X: X / np.linalg.norm(X, axis=1)[:, None]),
    ],
)
def test_a_function_of_each_row(word, expected):
    X = RNG.uniform(0.2, 1.2, (2, 3))
    found = value(rf"Y = \operatorname{{{word}}}_{{\mathrm{{row}}}}(X)", {"X": ("n", "m")}, X=X)
    np.testing.assert_allclose(found, expected(X), rtol=1e-12)


def test_a_function_of_each_row_that_is_not_known_is_refused():
    with pytest.raises(MissingRuleError, match="std row"):
        sg.read_latex(r"y = \operatorname{std}_{\mathrm{row}}(X)", shapes={"X": ("n", "m")})


def test_a_number_whose_shape_is_said_is_no_function():
    text = r"y = \tau (s + u) + h (u - s)"
    found = value(text, {**VECTORS, r"\tau": (), "h": ()}, s=S, u=U, tau=2.0, h=3.0)
    np.testing.assert_allclose(found, 2 * (S + U) + 3 * (U - S), rtol=1e-12)
    assert "tau" not in {str(one) for one in sg.read_latex(text, shapes=VECTORS).inputs}


def test_pi_with_an_accent_is_a_name():
    np.testing.assert_allclose(
        value(r"y = \tilde{\pi} + s", {**VECTORS, r"\tilde{\pi}": ("n",)}, s=S, pi_tilde=U), S + U
    )
    np.testing.assert_allclose(value(r"y = \pi s", VECTORS, s=S), np.pi * S)


def test_a_logarithm_on_the_left_is_a_name():
    text = r"\log a = -u \odot s \\ a = \exp(\log a) \\ y = a \odot s"
    np.testing.assert_allclose(value(f"$${text}$$", VECTORS, s=S, u=U), np.exp(-U * S) * S)


def test_what_has_its_logarithm_for_a_name_is_the_exponential_of_it():
    np.testing.assert_allclose(value(r"$$\log f = u \\ y = f \odot s$$", VECTORS, s=S, u=U), np.exp(U) * S)


def test_a_logarithm_of_more_is_a_name_as_a_whole():
    text = r"$$\log p(x \mid z) = s^{\top} u \\ L = \log p(x\mid z) - u^{\top} u$$"
    np.testing.assert_allclose(value(text, {**VECTORS, "L": ()}, s=S, u=U), S @ U - U @ U)


def test_a_mark_before_a_logarithm_that_is_a_name():
    text = r"$$\delta \log f = u \odot s \\ y = \delta \log f + u$$"
    np.testing.assert_allclose(value(text, VECTORS, s=S, u=U), U * S + U)
