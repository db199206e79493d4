r"""Backpropagation through time as symgrad prints it, judged with nothing declared.

``python3 -m tests.claims.printed_passes`` prints the backward pass of every recurrent cell in every notation and judges
it. Such a text leaves shapes, symmetric matrices, what flows in from outside to be told by it alone, so that much may
be "not judged"; "wrong" or "partial" nothing may be. Ends with status 1 where something is.
"""

import argparse
import collections
import sys

import symgrad as sg
from symgrad.errors import SymgradError
from symgrad.printing import NOTATIONS

# Where the text alone is read as another one than was meant
OPEN = {
    "hmm_forward": "the loss looks at alpha, which Delta alone says; it is taken to look at the state",
    "rg_lru": "\\log a is read as the logarithm of a",
    "slstm": "\\log f is read as the logarithm of f",
    "ttt_linear": "Delta stands in an abbreviation before the first claim, and is an input there",
}


def recurrent():
    """The names of the cells that carry a state."""
    return [name for name in sg.cells.__all__ if getattr(sg.cells, name)().carry]


def text_of(name, notation):
    """The equations of a cell over time and of its backward pass, as they are printed."""
    cell = getattr(sg.cells, name)()
    return sg.Recurrence(cell).gradient(of=str(cell.outputs[0])).latex("align", notation=notation)


def false_verdicts(name, notation):
    """The verdicts, and those among them that are false."""
    verdicts = sg.verify(text_of(name, notation)).verdicts
    return verdicts, [one for one in verdicts if one.status in ("wrong", "partial")]


def main(arguments=None):
    """Judges; the exit status."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.claims.printed_passes")
    parser.add_argument("cells", nargs="*", help="names of cells; by default all that carry a state")
    parser.add_argument("--notation", nargs="*", default=NOTATIONS)
    options = parser.parse_args(arguments)
    tally, bad = collections.Counter(), 0
    for name in options.cells or recurrent():
        for notation in options.notation:
            try:
                verdicts, false = false_verdicts(name, notation)
            except SymgradError as error:
                print(f"{name}, {notation}: {type(error).__name__}: {str(error).splitlines()[0][:150]}", flush=True)
                tally["text refused"] += 1
                continue
            tally.update(one.status for one in verdicts)
            bad += len(false) if name not in OPEN else 0
            for one in false:
                known = f" (known: {OPEN[name]})" if name in OPEN else ""
                print(f"{name}, {notation}{known}: {one.status}: {one.claim}\n    {one.reason}", flush=True)
    print(dict(tally))
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
