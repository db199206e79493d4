"""The script for a GPU: its small case on the CPU, what it says of what is wrong, absent, or not reached."""

import importlib.util

import numpy as np
import pytest

from benchmarks import on_a_gpu
from benchmarks.timing import compared_in_turns


@pytest.mark.parametrize("library", on_a_gpu.LIBRARIES)
def test_the_small_case_is_right(library, capfd):
    pytest.importorskip(library, reason=f"{library} is not installed", exc_type=ImportError)
    assert on_a_gpu.main(["--cpu", "--libraries", library]) == 0, capfd.readouterr().out
    told = capfd.readouterr().out
    assert " right, 0 wrong, 0 not reached in 220 s" in told
    assert f"{library}: right  LSTM, n = 4, B = 2, T = 3, float64: " in told
    assert f"{library}: right  elman, product over time: 2 calls" in told or library == "torch"


def test_a_library_that_is_absent_is_named(monkeypatch, capsys):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert on_a_gpu.main([]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "torch: not installed, python3 -m pip install -e '.[torch]'; nothing of it is run",
        "jax: not installed, python3 -m pip install -e '.[jax]'; nothing of it is run",
        "0 right, 0 wrong, 0 not reached in 220 s",
    ]


def test_what_the_time_does_not_reach_is_named(monkeypatch, capsys):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)
    assert on_a_gpu.main(["--cpu", "--seconds", "0", "--libraries", "jax"]) == 1
    assert "not reached: jax: all 9 checks; jax: all 3 times" in capsys.readouterr().out


def test_a_row_that_is_wrong_says_why(monkeypatch):
    def wrong():
        raise AssertionError("3.0e-01 apart")

    monkeypatch.setattr(on_a_gpu.LIBRARIES["jax"], "prepared", lambda small, stage: None)
    monkeypatch.setattr(on_a_gpu, "rows_of", lambda *given: {"one": wrong, "other": lambda: "right it is"})
    name, told, right = on_a_gpu.done(("jax", "checks", True, "one"))
    assert (name, right) == ("one", False)
    assert "AssertionError: 3.0e-01 apart" in told
    assert on_a_gpu.done(("jax", "checks", True, "other")) == ("other", "right it is", True)


def test_another_gradient_is_not_timed():
    called = []

    def runner(name, number):
        return lambda: called.append(name) or number, lambda found: {"bar_W": np.array([1.0, found])}

    same = {"first": runner("first", 2.0), "other": runner("other", 2.0)}
    assert compared_in_turns(same, "first", 1e-12, 3).endswith("gradients 0e+00 apart")
    assert called.count("other") == 5  # once to be compared, once before it is timed
    called.clear()
    with pytest.raises(AssertionError, match=r"other: bar_W is 5\.0e-01 away from that of first, beside its size"):
        compared_in_turns(same | {"other": runner("other", 3.0)}, "first", 1e-12, 3)
    assert called == ["first", "other"]
