"""What a name is where it looks like something else: a number, a function, a logarithm, a matrix of ones."""

import numpy as np
import pytest

import symgrad as sg
from symgrad.errors import LatexSyntaxError, MissingRuleError, ShapeError

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
        (r"y = s^{\odot 3/2}", S**1.5),
        (r"y = s^{\odot\frac{1}{3}} + u^{\circ 2}", S ** (1 / 3) + U**2),
        (r"y = (s \odot u)^{\odot -3/2}", (S * U) ** -1.5),
        (r"y = s^{\odot 2\top} u", S**2 @ U),
        (r"y = u \odot e_{\operatorname{argmax}(s)}", U * (S.max() == S)),
        (
            r"y = \begin{cases} 2 s & s < 1/2 \\ 1 - s & \text{otherwise} \end{cases} + u",
            np.where(S < 0.5, 2 * S, 1 - S) + U,
        ),
        (
            r"y = u \odot \begin{cases} 3 & s < 1/3 \text{ or } s > 2/3 \\ 0 & \text{otherwise} \end{cases}",
            3 * U * (abs(S - 0.5) > 1 / 6),
        ),
        (
            r"y = u \odot \begin{cases} 3 & s > 1/3 \text{ and } s < 2/3 \\ 0 & \text{otherwise} \end{cases}",
            3 * U * (abs(S - 0.5) < 1 / 6),
        ),
    ],
)
def test_vectors(text, expected):
    system = sg.read_latex(text, shapes=VECTORS)
    at = {"s": S, "u": U}
    found = system.lambdify()(**{str(name): at[str(name)] for name in system.inputs})
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


def test_a_power_with_a_name():
    found = value(
        r"y = s^{\odot \gamma} \odot (s + u)^{\odot \gamma - 1}", {**VECTORS, r"\gamma": ()}, s=S, u=U, gamma=1.3
    )
    np.testing.assert_allclose(found, S**1.3 * (S + U) ** 0.3, rtol=1e-12)


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


def test_delta_is_a_factor_where_it_is_a_name():
    text = r"$$\Delta = \tanh(s) \\ y = \Delta \odot u + \Delta s^{\top} u$$"
    np.testing.assert_allclose(value(text, VECTORS, s=S, u=U), np.tanh(S) * U + np.tanh(S) * (S @ U))


def test_a_word_on_the_left_is_one_name():
    text = r"$$wkv = s \odot u \\ y = \tanh(wkv) + wkv$$"
    np.testing.assert_allclose(value(text, VECTORS, s=S, u=U), np.tanh(S * U) + S * U)
    assert {str(one) for one in sg.read_latex(text, shapes=VECTORS).inputs} == {"s", "u"}


def test_unit_vectors_where_the_text_says_so():
    said = {"e": "unit vectors"}
    system = sg.read_latex(r"y = u \odot e_2 + (u^{\top} s) e_3", shapes=VECTORS, conventions=said)
    np.testing.assert_allclose(system.lambdify()(s=S, u=U), [0, U[1], U @ S])
    assert "e_2" in {str(one) for one in sg.read_latex(r"y = u \odot e_2", shapes=VECTORS).inputs}


def test_a_number_beside_a_time_is_a_label():
    text = r"$$s_{1,t} = \tanh(W s_{t-1}) \\ s_t = s_{1,t} \odot x_t$$"
    system = sg.read_latex(text, shapes={"W": ("n", "n")})
    assert {str(one) for one in system.carry.values()} == {"s_prev"}


@pytest.mark.parametrize(
    ("text", "conventions", "expected"),
    [
        (r"$$A = \langle s, u \rangle \\ y = A s$$", {}, S @ U * S),
        (r"$$A = \langle s, u \rangle \\ y = A s$$", {r"\langle": "outer product"}, S * (S @ U)),
        (r"$$\delta W = \langle s, u \rangle \\ y = W u + \delta W u$$", {}, S * (U @ U)),
        (r"$$y = \langle s, \langle u, s \rangle u \rangle_F s$$", {}, (S @ U) ** 2 * S),
    ],
)
def test_angle_brackets(text, conventions, expected):
    shapes = {**VECTORS, **({"W": ("n", "n")} if "W" in text else {})}
    system = sg.read_latex(text, shapes=shapes, conventions=conventions)
    at = {"s": S, "u": U, "W": np.zeros((3, 3))}
    out = system.lambdify()(**{str(name): at[str(name)] for name in system.inputs})
    np.testing.assert_allclose(out["y"] if isinstance(out, dict) else out, expected)


def test_layers_are_labels_where_the_text_says_so():
    shapes = {"H^{(l)}": ("N", "F"), "W^{(l)}": ("F", "C")}
    system = sg.read_latex(r"H^{(l+1)} = \tanh(H^{(l)} W^{(l)})", shapes=shapes, conventions={"l": "label"})
    assert [tuple(map(str, one.lhs.shape)) for one in system.equations] == [("N", "C")]
    with pytest.raises(ShapeError):
        sg.read_latex(r"H^{(l+1)} = \tanh(H^{(l)} W^{(l)})", shapes=shapes)


def test_letters_of_two_kinds_on_the_left_are_no_word():
    with pytest.raises(LatexSyntaxError):
        sg.read_latex(r"xAy = s \odot u", shapes=VECTORS)
