"""A part of the search for lost numbers, and that it finds today's code without the pass."""

import mpmath as mp
import numpy as np
import pytest

from .magnitudes import Compiled, Oracle, Place, Tally, judged, main, systems, verdict_of

NAMES = ("cross-entropy of W x + b", "binary, entries", "log-sum-exp in steps", "softplus in steps", "contrastive")
SOME = [Place(0, kind, scale, "both") for kind in (np.float64, np.float32) for scale in (40, 1000)]


def tally_of(name, places=SOME):
    program, tally = systems()[name], Tally()
    oracle = Oracle(program)
    for place in places:
        judged(name, Compiled(program, bool(place.steps)), oracle, place, 1, 3, tally)
    return tally


@pytest.mark.parametrize("name", NAMES)
def test_no_number_is_lost(name):
    tally = tally_of(name)
    assert tally.wrong == []
    assert tally.counts["right"] >= 8


@pytest.mark.parametrize("name", ["elman", "recurrent cross-entropy"])
def test_no_number_is_lost_through_time(name):
    tally = tally_of(name, [Place(1, np.float32, 40, "both"), Place(3, np.float32, 110, "one")])
    assert tally.wrong == []
    assert tally.counts["right"] > 10


def test_without_the_pass_numbers_are_lost(monkeypatch):
    monkeypatch.setattr("symgrad.targets.numpy.stable", lambda program: program)
    assert tally_of("binary, entries").wrong
    monkeypatch.setattr("symgrad.targets.over_time.stable_over_time", lambda program: program)
    assert tally_of("elman", [Place(1, np.float64, 40, "both")]).wrong


def test_verdicts():
    assert verdict_of(np.float64(1.0), mp.mpf(1), np.float64) == "right"
    assert verdict_of(np.float64(1.0 + 1e-11), mp.mpf(1), np.float64) == "wrong"
    assert verdict_of(np.float64(0.0), mp.mpf("1e-320"), np.float64) == "below"
    assert verdict_of(np.float64(0.0), mp.mpf("1e-300"), np.float64) == "wrong"
    assert verdict_of(np.float64(np.inf), mp.mpf("1e400"), np.float64) == "too large"
    assert verdict_of(np.float64(np.nan), mp.mpf(1), np.float64) == "wrong"


def test_the_command_prints_a_table(capsys):
    assert main(["--only", "softplus in", "--lengths", "0", "--entries", "1"]) == 0
    assert "softplus in steps" in capsys.readouterr().out
