"""Hostile texts: each gives a System or an error that symgrad names, soon and in bounded memory."""

import cProfile
import random
import sys
import warnings

import pytest

import symgrad as sg
from symgrad.errors import LatexSyntaxError, SymgradError
from tests.latex_reading import hostile_texts
from tests.latex_reading.fuzzed import Bound, outcome, peak, read, shortened, verified
from tests.latex_reading.random_texts import PAPERS, drawn, spoilt, spoilt_claims

# Calls are counted, for a machine may be slow; the long run, alone on its machine, allows a second. 60 seconds of
# the processor are beyond any of them: whatever takes ten times that has no end.
BOUND = Bound(60.0, calls=8_000_000)
FRAMES = 250  # of whoever calls the reader
QUICK = [name for name in hostile_texts.ALL if name.startswith(("large: ", "macros: ", "strange: "))]
REST = [name for name in hostile_texts.ALL if name not in QUICK]


@pytest.mark.parametrize("name", [*QUICK, *REST[::6]])  # the long run has them all
def test_a_hostile_text_is_read_or_refused_by_name(name):
    came, fault, _ = outcome(lambda: sg.read_latex(*hostile_texts.of(name)), BOUND)
    assert not fault, came


def test_random_texts_are_read_or_refused_by_name():
    faults = {seed: came for seed in range(60) if (came := read(*drawn(seed)[1:], bound=BOUND))[1]}
    assert faults == {}


def test_spoilt_claims_are_judged_or_refused_by_name():
    drawings = {seed: spoilt_claims(random.Random(seed)) for seed in range(8)}
    faults = {seed: came for seed, drawing in drawings.items() if (came := verified(*drawing, bound=BOUND))[1]}
    assert faults == {}


@pytest.mark.parametrize("name", ["parentheses", "fractions", "functions", "matrices", "superscripts of a bracket"])
def test_the_deepest_text_that_is_read_needs_few_frames(name):
    """Whoever calls may be deep in his own program."""
    forms = {
        "parentheses": ("(1 + ", ")"), "fractions": (r"\frac{1}{1 + ", "}"), "functions": (r"\tanh(2 x + ", ")"),
        "matrices": (r"\det \begin{bmatrix} 1 & 2 \\ 3 & 2 x + ", r"\end{bmatrix}"),
        "superscripts of a bracket": ("(1 + x)^{2 + ", "}"),
    }  # fmt: skip
    opening, closing = forms[name]
    depth = next(k for k in range(35, 0, -1) if _is_read(hostile_texts.nested(opening, closing, k)))
    assert 8 <= depth < 35
    assert _called_deeply(FRAMES, lambda: _is_read(hostile_texts.nested(opening, closing, depth)))


def _is_read(text):
    try:
        sg.read_latex(text, {"x": ()})
    except SymgradError:
        return False
    return True


def _called_deeply(frames, call):
    return call() if frames == 0 else _called_deeply(frames - 1, call)


def test_the_limit_of_recursion_is_left_as_it_is():
    before = sys.getrecursionlimit()
    read(hostile_texts.nested("(", ")"), bound=BOUND)
    assert sys.getrecursionlimit() == before


@pytest.mark.parametrize("name", ["strange: bytes", "strange: surrogates", "strange: right to left", "strange: a NUL"])
def test_what_an_error_says_can_be_printed(name):
    with pytest.raises(SymgradError) as caught:
        sg.read_latex(*hostile_texts.of(name))
    said = str(caught.value)
    assert said.replace("\n", "").isprintable()
    assert said.encode()


@pytest.mark.parametrize("text", [r"\input{../secret} $$y = x$$", r"y = \input{secret}", r"y = \include{secret} + x"])
def test_a_text_takes_in_no_file(text, tmp_path, monkeypatch):
    (tmp_path / "secret.tex").write_text("$$z = q$$")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    if text.startswith("y"):
        with pytest.raises(sg.LatexSyntaxError, match="is not read in a formula"):
            sg.read_latex(text)
    else:
        assert [str(equation.lhs) for equation in sg.read_latex(text).equations] == ["y"]


DECLARATIONS = {
    "an object": {"shapes": {"x": object()}}, "three sizes": {"shapes": {"x": ("n", "m", "k")}},
    "no entries": {"shapes": {"x": (0,)}}, "fewer than none": {"shapes": {"x": (-1,)}},
    "a fraction": {"shapes": {"x": (1.5,)}}, "None": {"shapes": {"x": None}}, "no name": {"shapes": {"": ("n",)}},
    "a brace": {"shapes": {"{": ("n",)}}, "a number": {"shapes": {1: ("n",)}}, "words": {"shapes": {"x": ("not one",)}},
    "too large": {"shapes": {"x": (10**5000,)}}, "a long name": {"shapes": {"x" * 100_000: ("n",)}},
    "a deep name": {"shapes": {"(" * 10_000: ()}}, "a surrogate": {"shapes": {"\ud800": ()}},
    "Python": {"shapes": {"import os": ()}}, "a number for a meaning": {"conventions": {"x": 1}},
    "a number for a sign": {"conventions": {1: "hadamard"}}, "nothing": {"conventions": {"": ""}},
    "no such thing": {"conventions": {"*": "no such thing"}}, "deep": {"conventions": {"(" * 10_000: "hadamard"}},
    "the same": {"conventions": {"W": "same as W"}}, "the same function": {"conventions": {"f": "same as \\f"}},
}  # fmt: skip


@pytest.mark.parametrize("given", DECLARATIONS.values(), ids=DECLARATIONS)
def test_hostile_declarations_are_taken_or_refused_by_name(given):
    came, fault, _ = outcome(lambda: sg.read_latex("y = W * f(x)", **given), BOUND)
    assert not fault, came


# Negative controls


@pytest.mark.parametrize(("call", "fault"), [
    (lambda: {}["name"], "KeyError"), (lambda: _called_deeply(2000, int), "RecursionError"),
    (lambda: warnings.warn("a warning", stacklevel=1), "UserWarning"), (lambda: [0 for _ in iter(int, 1)], "no end"),
    (lambda: sum(range(10**7)), "slow"), (lambda: b"x" * ((int(peak()) + 250) << 20), "memory"),
], ids=lambda one: one if isinstance(one, str) else "")  # fmt: skip
def test_a_fault_is_seen(call, fault):
    found = outcome(call, Bound(0.05) if fault in ("no end", "slow") else Bound(60.0))[1]
    assert found.startswith(fault)


def test_too_many_calls_are_seen():
    assert outcome(lambda: [abs(k) for k in range(1000)], Bound(60.0, calls=900))[1].startswith("slow: 10")
    assert not outcome(lambda: [abs(k) for k in range(1000)], Bound(60.0, calls=1100))[1]


def test_a_text_with_a_fault_is_shortened():
    def call(text):
        return outcome(lambda: {}["name"] if "&" in text and "=" in text else None, BOUND)

    fault = call("y = x & z")[1].split(":")[0]
    assert sorted(shortened(call, "some y = x & z, more", (), fault)) == ["&", "="]


def test_spoilt_texts_differ_from_what_they_were():
    text = PAPERS[0].text
    assert sum(spoilt(random.Random(seed), text) != text for seed in range(20)) >= 18
    assert sg.verify(text, PAPERS[0].forward, PAPERS[0].shapes, PAPERS[0].conventions).verdicts


@pytest.mark.parametrize(
    "text", [r"\infty - \infty", r"-\infty + \frac{\infty}{\infty} + 0 \cdot \infty", r"0 \cdot \infty"]
)
@pytest.mark.parametrize("conventions", [{}, {"vectors": "rows"}])
def test_what_is_no_number_is_refused_by_name(text, conventions):
    with pytest.raises(LatexSyntaxError, match="no number comes out here"):
        sg.read_latex(f"$$y = {text}$$", {}, conventions)


def test_norms_in_norms_are_looked_at_once_each():
    few, more = (profiled_reading(depth) for depth in (8, 16))
    assert more < 4 * few


def profiled_reading(depth):
    """How many calls the reading of so many norms, one in the other, takes."""
    text = "$$y = " + r"\lVert x + " * depth + "x" + r"\rVert^2" * depth + "$$"
    profile = cProfile.Profile()
    profile.runcall(sg.read_latex, text, {}, {"superscripts": "indices"})
    return sum(entry.callcount for entry in profile.getstats())


def test_a_power_by_a_number_for_every_entry_has_its_digits_counted():
    with pytest.raises(SymgradError, match="digits comes out here"):
        sg.read_latex(r"$$y = 2^\hat{10000000000}$$")
