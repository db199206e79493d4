"""CRF and CTC beside the sum over every path, one by one, in mpmath: value, gradient, Hessian-vector product."""

import itertools

import mpmath as mp
import numpy as np
import pytest

import symgrad as sg
from tests.functions.by_many_digits import DIGITS, LIMITS, derivatives, directions, off

K, M, STEPS = 3, 2, 4
x, e, W = sg.vector("x", M), sg.vector("e", K), sg.matrix("W", K, M)
CELL = sg.System([(e, W * x)], inputs=[x], parameters=[W])
KINDS = pytest.mark.parametrize("kind", [np.float64, np.float32])
LABELS, BLANK = (1, 0, 0, 2), 0
TEXTS = {"one symbol": (1,), "two": (1, 2), "the same twice": (2, 2)}


def arrays(kind, scale=1.0):
    rng = np.random.default_rng(5)
    return {
        "W": (scale * rng.normal(size=(K, M))).astype(kind), "x": rng.normal(size=(STEPS, M)).astype(kind),
    }  # fmt: skip


def scores(W, x):
    return [[mp.fdot(row, at) for row in W] for at in x]


def logsumexp(entries):
    entries = list(entries)
    top = max(entries)
    return top + mp.log(mp.fsum(mp.exp(entry - top) for entry in entries))


def path_score(path, emissions, moves, start):
    return start[path[0]] + mp.fsum(
        emissions[t][label] + (moves[path[t - 1]][label] if t else 0) for t, label in enumerate(path)
    )


def crf_loss(W, x, moves, start, labels=LABELS):
    emissions = scores(W, x)
    every = (path_score(path, emissions, moves, start) for path in itertools.product(range(K), repeat=len(x)))
    return logsumexp(every) - path_score(labels, emissions, moves, start)


def collapsed(path):
    return tuple(label for label, _ in itertools.groupby(path) if label != BLANK)


def ctc_loss(text, W, x):
    logits = scores(W, x)
    logs = [[entry - logsumexp(row) for entry in row] for row in logits]
    right = (path for path in itertools.product(range(K), repeat=len(x)) if collapsed(path) == text)
    return -logsumexp(mp.fsum(logs[t][label] for t, label in enumerate(path)) for path in right)


def extended(text, kind):
    rows = [BLANK, *(label for symbol in text for label in (symbol, BLANK))]
    skip = [float(s > 1 and row != BLANK and row != rows[s - 2]) for s, row in enumerate(rows)]
    return {"labels": np.eye(K, dtype=kind)[rows], "skip": np.array(skip, kind)}


def differences(closed, plain, moving, still, kind, digits=DIGITS):
    """How far off value, gradient and product are, where they are further than they may be."""
    value, slopes, bends = derivatives(plain, moving, digits, [*moving])
    held = {**moving, **still}
    backward = closed.gradient(wrt=[*moving])
    found = backward.lambdify()(**held)
    moves = {f"dot_{name}": by.astype(kind) for name, by in directions(moving).items()}
    products = backward.tangent(wrt=[*moving]).lambdify()(**held, **moves)
    told = {"loss": off(closed.lambdify()(**held), value, kind) / LIMITS[kind][0]}
    for name in moving:
        told[f"bar_{name}"] = off(found[f"bar_{name}"], slopes[name], kind) / LIMITS[kind][1]
        largest = max(map(abs, bends[name].ravel()))
        error = off(products[f"dot_bar_{name}"], bends[name], kind) * min(largest * 10**6, 1)  # where one path is all
        told[f"dot_bar_{name}"] = float(error) / LIMITS[kind][2]
    return {name: times for name, times in told.items() if not times < 20}


def crf_arrays(kind, scale=1.0):
    rng = np.random.default_rng(7)
    moving = {
        **arrays(kind, scale), "transition": (scale * rng.normal(size=(K, K))).astype(kind),
        "start": (scale * rng.normal(size=K)).astype(kind),
    }  # fmt: skip
    return moving, {"target": np.eye(K, dtype=kind)[list(LABELS)]}


@KINDS
@pytest.mark.parametrize("scale", [1.0, 300.0])
@pytest.mark.filterwarnings("error")
def test_crf_is_the_sum_over_all_paths(kind, scale):
    moving, still = crf_arrays(kind, scale)
    assert differences(sg.losses.crf(CELL, "e"), crf_loss, moving, still, kind, 60 if scale == 1 else 400) == {}


@KINDS
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.filterwarnings("error")
def test_ctc_is_the_sum_over_all_paths(kind, text):
    closed = sg.losses.ctc(CELL, "e", length=len(TEXTS[text]))
    moving = arrays(kind)
    assert differences(closed, lambda *at: ctc_loss(TEXTS[text], *at), moving, extended(TEXTS[text], kind), kind) == {}


@KINDS
def test_ctc_of_large_logits(kind):
    moving, still = arrays(kind, 300.0), extended((1, 2), kind)
    closed = sg.losses.ctc(CELL, "e", length=2)
    found = closed.gradient(wrt="W").lambdify()(**moving, **still)
    with mp.workdps(400):
        value, slopes, _ = derivatives(lambda *at: ctc_loss((1, 2), *at), moving, 400, ["W"])
    assert off(closed.lambdify()(**moving, **still), value, kind) < 20 * LIMITS[kind][0]
    assert off(found, slopes["W"], kind) < 200 * LIMITS[kind][1]


def test_a_wrong_path_is_found():
    """Another label at one step."""
    moving, still = crf_arrays(np.float64)
    other = {"target": np.eye(K)[[1, 0, 1, 2]]}
    assert differences(sg.losses.crf(CELL, "e"), crf_loss, moving, other, np.float64).keys() >= {"loss", "bar_W"}
    text = {**extended((1, 2), np.float64), "skip": np.zeros(5)}  # no step over a blank
    closed = sg.losses.ctc(CELL, "e", length=2)
    moving = arrays(np.float64)
    assert "loss" in differences(closed, lambda *at: ctc_loss((1, 2), *at), moving, text, np.float64)
    assert still["target"].shape == (STEPS, K)


def test_a_mask_ends_a_sequence():
    moving, still = crf_arrays(np.float64)
    closed = sg.losses.crf(CELL, "e", mask=sg.scalar("mask"))
    short = {**moving, "x": moving["x"][:3]}
    found = closed.lambdify()(**moving, **still, mask=np.array([1.0, 1.0, 1.0, 0.0]))
    with mp.workdps(30):
        plain = [np.vectorize(mp.mpf, otypes=[object])(array).tolist() for array in short.values()]
        assert float(found) == pytest.approx(float(crf_loss(*plain, labels=LABELS[:3])), rel=1e-13)


@pytest.mark.parametrize("made", [sg.losses.crf(CELL, "e"), sg.losses.ctc(CELL, "e")], ids=["crf", "ctc"])
def test_they_print_and_check(made):
    backward = made.gradient(wrt="W")
    for notation in ("plain", "bar", "greff", "pytorch", "leibniz", "nabla"):
        assert backward.latex(notation=notation)


def test_of_a_recurrent_cell():
    h = sg.cells.elman()
    y, V = sg.vector("y", K), sg.matrix("V", K, h.symbol("h").shape[0])
    cell = sg.System(
        [*h.equations, (y, V * h.symbol("h"))], parameters=[*h.parameters, V], carry=h.carry, outputs=["h", y]
    )
    assert sg.losses.crf(cell, "y").check(wrt=["U"], method="complex")
    forward = sg.losses.crf(cell, "y").value_and_gradient(wrt=["U", "V"])
    rng = np.random.default_rng(1)
    at = {
        "x": rng.normal(size=(STEPS, 2)), "W": rng.normal(size=(2, 2)), "U": rng.normal(size=(2, 2)),
        "b": rng.normal(size=2), "V": rng.normal(size=(K, 2)), "target": np.eye(K)[list(LABELS)],
        "transition": rng.normal(size=(K, K)), "start": rng.normal(size=K),
    }  # fmt: skip
    numpy, c = (forward.lambdify(target=target)(**at) for target in ("numpy", "c"))
    for name, array in numpy.items():
        np.testing.assert_allclose(c[name], array, rtol=1e-11)
