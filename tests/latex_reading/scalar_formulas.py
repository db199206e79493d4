"""Random scalar formulas as papers write them, and all formulas of the tests' papers, read by two readers.

``python3 -m tests.latex_reading.scalar_formulas --count 1000`` tells every formula on which they disagree.
"""

import argparse
import random
import sys

import symgrad as sg
from tests.latex_reading.published import claims, forward_passes, real_faults

NAMES = ["x", "y", "z", r"\alpha", "a_1", r"\hat{y}", "w_{ij}", "h_{t-1}", r"\mathbf{v}", "W^T", "x^{(i)}"]
FUNCTIONS = [r"\tanh", r"\exp", r"\cos", r"\sin", r"\sigma", r"\operatorname{relu}", "f", r"\phi'", r"\mathrm{tanh}"]
BARE = [r"\tanh", r"\cos", r"\log"]
PRODUCTS = ["", "", r"\cdot", r"\odot", "*", r"\times", r"\circ"]
BRACKETS = [("(", ")"), (r"\left(", r"\right)"), ("[", "]"), (r"\bigl(", r"\bigr)"), (r"\left[", r"\right]")]

# What the two read differently, and which of the two reads what a reader of the page sees
DISAGREEMENTS = {
    r"y = {1 - z} h": "braces show nothing: symgrad reads what is seen, 1 - z h; latex2sympy2 takes them for brackets",
    r"y = {a + b} \odot c": "braces show nothing, as above",
}


def drawn(rng, depth):
    """A formula as an author might write it."""
    if depth == 0:
        return rng.choice(NAMES) if rng.random() < 0.8 else rng.choice(["2", "3", r"\frac12", "0.5", r"\frac{1}{2}"])
    kind = rng.choice(["sum", "sum", "product", "product", "fraction", "power", "call", "bare", "root", "big", "bars"])
    if kind == "sum":
        signs = [rng.choice(["-", ""]), *rng.choices(["+", "-"], k=rng.randrange(1, 3))]
        return " ".join(f"{sign} {drawn(rng, depth - 1)}" for sign in signs)
    if kind == "product":
        factors = [factor(rng, depth - 1) for _ in range(rng.randrange(2, 4))]
        return f" {rng.choice(PRODUCTS)} ".join(factors)
    if kind == "fraction":
        return rf"\frac{{{drawn(rng, depth - 1)}}}{{{drawn(rng, depth - 1)}}}"
    if kind == "power":
        return f"{bracketed(rng, drawn(rng, depth - 1))}^{rng.choice(['2', '{3}', '{-1}', '{-2}'])}"
    if kind == "call":
        opening, closing = rng.choice(BRACKETS[:2])
        return f"{rng.choice(FUNCTIONS)}{opening}{drawn(rng, depth - 1)}{closing}"
    if kind == "bare":
        return f"{rng.choice(BARE)} {rng.choice(NAMES[:6])}"
    if kind == "root":
        return rf"\sqrt{{{drawn(rng, depth - 1)}}}"
    if kind == "bars":
        return rf"\lvert {drawn(rng, depth - 1)} \rvert"
    return rf"\sum_{{j=1}}^{{n}} {factor(rng, depth - 1)}"


def bracketed(rng, formula):
    opening, closing = rng.choice(BRACKETS)
    return f"{opening}{formula}{closing}"


def factor(rng, depth):
    """What may stand in a product: a name, or a formula in brackets."""
    return rng.choice(NAMES) if rng.random() < 0.5 else bracketed(rng, drawn(rng, depth))


def formulas(seed, count):
    """A text of so many formulas."""
    rng = random.Random(seed)
    return "\n".join(f"$$y_{{{k}}} = {drawn(rng, rng.randrange(1, 4))}$$" for k in range(count))


CONVENTIONS = {"f": "elementwise function", r"\phi": "elementwise function"}


def texts(every=1):
    """The texts of the tests, each with its name and what it is read with."""
    for one in forward_passes.PUBLISHED:
        yield f"{one.cell}: {one.source}", (one.latex, None, one.shapes, one.conventions)
    for paper in (*claims.PAPERS, *real_faults.PAPERS)[::every]:
        yield paper.name, (paper.text, paper.forward, paper.shapes, paper.conventions)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    disagree = 0
    random_texts = [(f"seed {seed}", (formulas(seed, 20), None, {}, CONVENTIONS))
                    for seed in range(options.seed, options.seed + options.count // 20)]  # fmt: skip
    for name, read_with in [*texts(), *random_texts]:
        found = sg.second_reading(*read_with)
        disagree += found.count("disagree")
        print(f"{name}: {str(found).splitlines()[-1]}")
        for one in found.disagreements:
            print(one)
    return 1 if disagree else 0


if __name__ == "__main__":
    sys.exit(main())
