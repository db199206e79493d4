"""A part of the search for lost numbers, and that it finds code without the pass over the whole program."""

from functools import partial

import mpmath as mp
import numpy as np
import pytest
import sympy as sp

import symgrad as sg

from .magnitude_points import Place
from .magnitudes import Judge, Tally, main, systems, verdict_of
from .many_digits import Oracle

NAMES = ("cross-entropy of W x + b", "binary, entries", "log-sum-exp in steps", "softplus in steps", "contrastive")
SOME = [Place(0, kind, scale, "both") for kind in (np.float64, np.float32) for scale in (40, 1000)]


def tally_of(name, places=SOME, order=2):
    tally = Tally()
    judge = Judge(name, systems()[name], bool(places[0].steps), most_order=order)
    for place in places:
        judge(place, 1, 3, tally)
    return tally


@pytest.mark.parametrize("name", NAMES)
def test_no_number_is_lost(name):
    tally = tally_of(name)
    assert tally.wrong == []
    assert tally.of("right") >= 8


@pytest.mark.parametrize("name", ["contrastive", "tanh written out", "cross-entropy, log named", "log of softplus"])
def test_no_number_is_lost_at_third_order(name):
    tally = tally_of(name, order=3)
    assert tally.wrong == []
    assert tally.of("right", "third") + tally.of("below", "third") == tally.of("right", "second") + tally.of(
        "below", "second"
    )


@pytest.mark.parametrize("name", ["elman", "recurrent cross-entropy"])
def test_no_number_is_lost_through_time(name):
    tally = tally_of(name, [Place(1, np.float32, 40, "both"), Place(3, np.float32, 110, "one")])
    assert tally.wrong == []
    assert tally.of("right") > 10


@pytest.mark.parametrize(
    ("name", "rule", "place"),
    [("slstm", "by_cases", Place(3, np.float64, 40, "both")), ("mlstm", "projected", Place(0, np.float32, 40, "plus"))],
)
def test_no_number_is_lost_in_a_memory(name, rule, place, monkeypatch):
    judge = partial(Judge, name, systems()[name], bool(place.steps), size=3, most_order=1)
    kept, lost = Tally(), Tally()
    judge()(place, 1, 8, kept)
    assert kept.wrong == []
    assert kept.of("right", "first") >= 4
    monkeypatch.setattr(f"symgrad.lowering.stability.cancelling_sums.{rule}", lambda sight, expr: expr)
    judge()(place, 1, 8, lost)
    assert lost.wrong


def test_without_the_pass_numbers_are_lost(monkeypatch):
    monkeypatch.setattr("symgrad.targets.numpy.stable", lambda program, sums: program)
    assert tally_of("binary, entries").wrong
    monkeypatch.setattr("symgrad.targets.numpy_over_time.stable_over_time", lambda program: program)
    assert tally_of("elman", [Place(1, np.float64, 40, "both")]).wrong


def test_verdicts():
    assert verdict_of(np.float64(1.0), mp.mpf(1), np.float64) == "right"
    assert verdict_of(np.float64(1.0 + 1e-11), mp.mpf(1), np.float64) == "wrong"
    assert verdict_of(np.float64(0.0), mp.mpf("1e-320"), np.float64) == "below"
    assert verdict_of(np.float64(0.0), mp.mpf("1e-300"), np.float64) == "wrong"
    assert verdict_of(np.float64(np.inf), mp.mpf("1e400"), np.float64) == "too large"
    assert verdict_of(np.float64(np.nan), mp.mpf(1), np.float64) == "wrong"


def test_the_oracle_gives_the_derivatives_of_every_order():
    """SymPy's own derivative of one formula, in every function that the oracle knows."""
    s = sg.scalar("s")
    x = sp.Symbol("s", real=True)
    plain = sp.log(1 + sp.exp(x) * sp.tanh(x) ** 2) / sp.cosh(x) + sp.sqrt(x**2 + 1) + sp.Abs(x) ** 3
    written = sg.log(1 + sg.exp(s) * sg.tanh(s) ** 2) / sg.cosh(s) + sg.sqrt(s**2 + 1) + sg.abs(s) ** 3
    oracle = Oracle(sg.System([(sg.scalar("y"), written)]), lambda symbol: 1, 2)
    with mp.workdps(40):
        along = [{"s": [mp.mpf(2)]}, {"s": [mp.mpf(3)]}]
        found = oracle.truth({"s": [mp.mpf("0.7")]}, along, {"y": [mp.mpf(5)]}, {("s", 0)}, 0, ())
        right = [sp.diff(plain, x, k).subs(sp.sign(x), 1).subs(x, sp.Rational(7, 10)).evalf(40) for k in range(4)]
        factors = {(0, "y", 0): 1, (1, "s", 0): 5, (2, "s", 0): 10, (3, "s", 0): 30}
        for spot, factor in factors.items():
            assert abs(found[spot] - factor * mp.mpf(str(right[spot[0]]))) < mp.mpf("1e-30"), spot


def test_the_command_prints_a_table(capsys):
    assert main(["--only", "softplus in", "--lengths", "0", "--entries", "1", "--orders", "2"]) == 0
    assert "softplus in steps" in capsys.readouterr().out
