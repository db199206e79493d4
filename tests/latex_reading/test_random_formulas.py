r"""Random formulas: what was meant, what the reader made of it, what the judge made of it are the same numbers."""

import pytest

import symgrad as sg
from tests.latex_reading.formulas_compared import Case, judged, outcome, read

SEEDS = range(60)
OUTSIDE = ("an array of three or more axes has no matrix form", "a slope at a slope is not read")


@pytest.mark.parametrize("by_entries", [False, True], ids=["arrays", "entries"])
@pytest.mark.parametrize("side", [read, judged])
def test_it_is_what_was_meant(side, by_entries):
    cases = [Case(seed, by_entries) for seed in SEEDS]
    outcomes = {case.text: outcome(case, side) for case in cases}
    assert {text: why for text, (came, why) in outcomes.items() if came == "different"} == {}
    refused = {text: why for text, (came, why) in outcomes.items() if came == "refused"}
    assert {text: why for text, why in refused.items() if not why.endswith(OUTSIDE) and OUTSIDE[0] not in why} == {}
    assert sum(came == "equal" for came, _ in outcomes.values()) > 0.85 * len(SEEDS)


@pytest.mark.parametrize("by_entries", [False, True], ids=["arrays", "entries"])
def test_without_shapes_it_is_what_was_meant_or_refused(by_entries):
    cases = [Case(seed, by_entries, declared=False) for seed in SEEDS]
    outcomes = {case.text: outcome(case, read) for case in cases}
    assert [text for text, (came, _) in outcomes.items() if came == "different"] == []
    assert sum(came == "equal" for came, _ in outcomes.values()) >= 0.1 * len(SEEDS)


@pytest.mark.parametrize("side", [read, judged])
def test_another_formula_is_found(side):
    """The text of each formula with the value of one with another sign."""
    seen = []
    for seed in SEEDS:
        case = Case(seed, by_entries=False)
        spoilt = case.text.replace(" + ", " - ", 1)
        if spoilt != case.text:
            case.text = spoilt
            seen.append(outcome(case, side)[0] != "equal")
    assert len(seen) > 10
    assert sum(seen) >= 0.8 * len(seen)  # the sign of a slope's argument, of a square, may not matter


SILENT = [  # what these were read as before, without a word
    (r"G = \delta x^T", {"x": ("n",), r"\delta": ("m",)}, "delta*x.T"),
    (r"\delta = \tanh(x) \\ G = \delta x^\top", {"x": ("n",)}, "delta*x.T"),
    (r"G = d x^T", {"x": ("n",), "d": ("m",)}, "d*x.T"),
    (r"G = \delta \odot h x^\top", {"x": ("n",), "h": ("m",), r"\delta": ("m",)}, "(HadamardProduct(delta, h))*x.T"),
    (r"G = x \delta^\top \odot h^\top", {"x": ("n",), "h": ("m",), r"\delta": ("m",)}, "x*delta.T*diag(h)"),
    (r"z = W [u; b]", {}, "W*concat(u, b)"),
    (r"z = \tanh(W [u, v] + b)", {}, "tanh(W*concat(u, v) + b)"),
    (r"G = \operatorname{diag}(h) W", {"h": ("m",)}, "diag(h)*W"),
    (r"z_i = (\sum_j C_{ij}) + \sum_j (v_i - x_j v_i)", {"x": ("n",), "v": ("p",), "C": ("p", "m")}, None),
]


@pytest.mark.parametrize(("text", "shapes", "right"), SILENT)
def test_it_is_read_as_papers_mean_it(text, shapes, right):
    system = sg.read_latex(text, shapes)
    if right is not None:
        assert str(system.equations[-1].rhs) == right
        return
    C, v, x = [[1.0, 2.0]] * 4, [1.0, 2.0, 3.0, 4.0], [0.5, 1.0, 2.0]
    assert system.lambdify()(C=C, v=v, x=x).tolist() == [3 + 3 * one - 3.5 * one for one in v]


MARKS = r"\begin{align} z &= W x + b \\ h &= \tanh(z) \\ L &= \tfrac12 \|h - y\|^2 \\ %s \end{align}"
SHAPES = {"W": ("m", "n"), "x": ("n",), "b": ("m",), "y": ("m",), "L": ()}


@pytest.mark.parametrize(("claim", "status"), [
    (r"\delta &= (h - y) \odot (1 - h^2) \\ \frac{\partial L}{\partial W} &= \delta x^\top", "right"),
    (r"\delta &= (h - y) \odot (1 - h^2) \\ \frac{\partial L}{\partial W} &= x \delta^\top", "right up to layout"),
    (r"\delta &= (h - y) \odot (1 - h^2) \\ \frac{\partial L}{\partial W} &= \delta h^\top", "wrong"),
    (r"\frac{\partial L}{\partial W} &= (h - y) \odot (1 - h^2) x^\top", "right"),
    (r"\frac{\partial L}{\partial W} &= (h - y) \odot (1 - h) x^\top", "wrong"),
    (r"\frac{\partial L}{\partial W} &= (h - y) x^\top \odot (1 - h^2)", "right"),
    (r"\frac{\partial L}{\partial W} &= (h - y) x^\top \odot (1 - h)", "wrong"),
])  # fmt: skip
def test_claims_by_them_are_judged(claim, status):
    verdict = sg.verify(MARKS % claim, shapes=SHAPES, conventions={r"\delta": "cotangent of z"}).verdicts[-1]
    assert verdict.status == status
