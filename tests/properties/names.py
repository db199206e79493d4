"""Hostile names, by one command: ``python3 -m tests.properties.names --count 5000 --seed 1 --processes 2``.

Each is the name of something in a cell: nothing in it runs, nothing breaks out, and what is taken gives the numbers
that harmless names give; or it is refused with a reason. Ends with status 1 where one does not.
"""

import argparse
import collections
import contextlib
import functools
import io
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

import numpy as np
import sympy as sp

import symgrad as sg
from symgrad.cli import main as command_line

from .breaking_out import in_code, in_html, in_markdown, in_tex, ran
from .hostile_names import NAMES

PLAIN = {"x": "x", "h_prev": "h_prev", "W": "W", "b": "b", "a": "a", "h": "h", "y": "y", "n": "n", "m": "m", "f": "f"}
DIMS, FUNCTION = ("n", "m"), "f"
_SHORT = 12  # longer names make lines that are broken elsewhere, or left out
_TOLD_EVERY = 100
_COMPILED_EVERY = 40  # a run of LaTeX takes as long as ten cases


class WrongError(AssertionError):
    """A name broke out, or changed a number."""


def cell_of(names, plain=(), latex=None):
    """A recurrent cell under these names; those in ``plain`` are SymPy's own symbols, which take any text."""
    latex = latex or {}

    def size(role):
        return sp.Symbol(names[role], integer=True, positive=True) if role in plain else sg.dims(names[role])

    n, m = map(size, DIMS)

    def made(role, *shape):
        if role in plain:
            return (
                sp.MatrixSymbol(names[role], *(shape if len(shape) > 1 else (*shape, 1)))
                if shape
                else sp.Symbol(names[role])
            )
        maker = (sg.scalar, sg.vector, sg.matrix)[len(shape)]
        return maker(names[role], *shape, latex=latex.get(role))

    x, h_prev, W, b = made("x", m), made("h_prev", n), made("W", n, m), made("b", n)
    a, h, y = made("a", n), made("h", n), made("y")
    f = sg.elementwise(
        names["f"], slope=lambda t, value: 2 * t, definition=lambda t: t**2, numpy="squared_of({x})",
        helper="def squared_of(x):\n    return x * x", latex=latex.get("f"),
    )  # fmt: skip
    equations = [(a, W * x + sg.hadamard(b, h_prev)), (h, sg.tanh(sg.hadamard(sg.sigmoid(a), h_prev) + a)),
                 (y, sg.total(f(h)) + sg.dot(h, a))]  # fmt: skip
    return sg.System(equations, outputs=[h, y], inputs=[x, h_prev], parameters=[W, b], carry={h: h_prev})


def functions_of(cell):
    """The compiled things of a cell, by what they are."""
    over_time = sg.Recurrence(cell)
    return {
        "value": cell.lambdify(),
        "gradient": cell.gradient().lambdify(),
        "tangent of the gradient": cell.gradient(of=cell.outputs[1], wrt=cell.parameters[0]).tangent().lambdify(),
        "over time": over_time.lambdify(),
        "gradient over time": over_time.gradient().lambdify(),
        "in blocks": over_time.gradient().lambdify(checkpoint_every=2),
    }


def arrays_for(function, kind, batched):
    """Arrays for the arguments of a function of the harmless cell, the same in every process."""
    rng = np.random.default_rng(7)
    sizes = {"x": (3,), "h_prev": (2,), "W": (2, 3), "b": (2,), "h": (2,), "y": ()}
    lead = ((4,) if "time" in kind or "blocks" in kind else ()) + ((5,) if batched else ())
    found = []
    for name in function.arguments:
        base = name.rpartition("bar_")[2].rpartition("dot_")[2]
        front = () if base in "Wb" else lead[1 - len(lead) :] if base == "h_prev" and len(lead) > 1 else lead
        front = () if base == "h_prev" and len(lead) == 1 and not batched and lead == (4,) else front
        found.append(rng.standard_normal((*front, *sizes[base])) / 2)
    return found


@functools.cache
def harmless():
    """What the cell gives under harmless names: arguments and results by kind, and its documents."""
    cell = cell_of(PLAIN)
    made = {}
    for kind, function in functions_of(cell).items():
        for batched in (False, True):
            arrays = arrays_for(function, kind, batched)
            made[kind, batched] = arrays, results(function, arrays)
    return (
        made,
        sg.tex(sg.document(cell, "A title", label="l", check=False)),
        sg.tex(sg.document(sg.Recurrence(cell).gradient(), "T")),
    )


def results(function, arrays):
    """What a function gives, in order."""
    given = function(**dict(zip(function.arguments, arrays, strict=True)))
    return list(given.values()) if isinstance(given, dict) else [given]


def require(faults, where, what):
    if ran():
        raise WrongError(f"{where}: it ran")
    if faults:
        raise WrongError(f"{where}: {'; '.join(faults[:3])} in\n{what[:1500]}")


def compare(cell):
    """The numbers of a cell, and its code, beside those under harmless names."""
    wanted, _, _ = harmless()
    for kind, function in functions_of(cell).items():
        batched_code = function.source_for(batched=True) if "time" in kind or "blocks" in kind else function.source
        for source in (function.source, batched_code):
            require(in_code(source), f"code, {kind}", source)
        for batched in (False, True):
            arrays, expected = wanted[kind, batched]
            if len(arrays) != len(function.arguments):
                raise WrongError(f"{kind}: arguments {function.arguments}")
            found = results(function, arrays)
            same = len(found) == len(expected) and all(
                np.shape(one) == np.shape(other) and np.allclose(one, other, rtol=1e-12, atol=1e-14)
                for one, other in zip(found, expected, strict=True)
            )
            if not same:
                raise WrongError(f"{kind}, batched {batched}: other numbers\n{function.source}")
            require([], kind, "")


def show(cell, title, label, notation):
    """A cell in every form in which it is shown."""
    _, like, like_over_time = harmless()
    pairs = [(sg.document(cell, title, notation, label=label, check=False), like),
             (sg.document(sg.Recurrence(cell).gradient(), title, notation, label=label), like_over_time)]  # fmt: skip
    for made, other in pairs:
        page, text, latex = sg.html(made), sg.markdown(made), sg.tex(made)
        require(in_html(page), "HTML", page)
        require(in_markdown(text), "Markdown", text)
        same = notation == "plain" and all(len(symbol.name) < _SHORT for symbol in (*cell.inputs, *cell.definitions))
        require(in_tex(latex, other if same else latex), "LaTeX", latex)
    backward = cell.gradient()
    told = backward.latex("align", notation, labels=label), str(backward), repr(backward)
    steps = cell.derivative(cell.outputs[0], cell.inputs[0]).steps
    require([] if all(told) and str(steps) else ["nothing"], "text", "")
    return sg.tex(pairs[0][0])


def compiles(text):
    """Whether pdfLaTeX sets a document, and its last words where it does not."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "d.tex").write_text(text, encoding="utf-8")
        command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "d.tex"]
        run = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=100)
        return "" if run.returncode == 0 else run.stdout.decode("utf-8", "replace")[-600:]


def drawn(seed):
    """One case: names by role, which of them are SymPy's own, LaTeX names, a title, a label, a notation."""
    rng = np.random.default_rng(seed)

    def hostile():
        return NAMES[rng.integers(len(NAMES))]

    roles = rng.choice(list(PLAIN), size=rng.integers(1, 3), replace=False)
    names = PLAIN | {role: hostile() for role in roles}
    plain = {role for role in roles if role != FUNCTION and rng.random() < 0.6}
    latex = {role: hostile() for role in rng.choice(list(PLAIN)[:7], size=1)} if rng.random() < 0.3 else {}
    title, label = (hostile() if rng.random() < 0.3 else given for given in ("A title", "l"))
    return names, plain, latex, title, label, str(rng.choice(["plain", "bar", "greff", "leibniz", "nabla"]))


def case(seed):
    """What one case is: "taken", "refused"; raises WrongError, or whatever symgrad raises and should not."""
    names, plain, latex, title, label, notation = drawn(seed)
    try:
        cell = cell_of(names, plain, latex)
        compare(cell)
        text = show(cell, title, label, notation)
    except sg.SymgradError as error:
        require([] if len(str(error)) > 20 else ["no reason"], "an error", str(error))
        return "refused"
    if seed % _COMPILED_EVERY == 0 and shutil.which("pdflatex") and not latex:
        wrong = compiles(text)
        require([wrong] if wrong else [], "pdfLaTeX", text)
    if seed % 10 == 0:
        at_the_command_line(names, plain, title)
    return "taken"


def at_the_command_line(names, plain, title):
    """The same cell as a file, and the names as arguments."""
    source = f"from tests.properties.names import cell_of\ncell = cell_of({names!r}, {plain!r})\n"
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "cell.py")
        script.write_text(source, encoding="utf-8")
        for arguments in (
            ["derive", str(script), "-o", str(Path(folder, "cell.html"))],
            ["derive", str(script), "--of", names["h"], "--wrt", names["W"], "--format", "latex"],
            ["show", names["x"]], ["check", title], ["derive", "dense", "--of", names["y"], "--format", "tex"],
        ):  # fmt: skip
            out = io.StringIO()
            try:
                with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
                    status = command_line(arguments)
            except SystemExit as ended:  # argparse, of what begins with a dash
                status = ended.code
            fine = status in (0, 2) and "Traceback" not in out.getvalue()
            require([] if fine else [f"status {status}"], "command line", f"{arguments}\n{out.getvalue()}")


def outcome(seed):
    """Seed, what it is, and what went wrong."""
    try:
        return seed, case(seed), ""
    except WrongError as error:
        return seed, "wrong", str(error)
    except Exception:  # whatever came is the answer
        return seed, "crashed", traceback.format_exc()


def _summary(tally):
    return ", ".join(f"{tally[kind]} {kind}" for kind in ("taken", "refused", "wrong", "crashed"))


def main(arguments=None):
    """Runs the cases; the exit status."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.properties.names", description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=1)
    options = parser.parse_args(arguments)
    tally = collections.Counter()
    folder = tempfile.mkdtemp()
    os.chdir(folder)
    with multiprocessing.Pool(options.processes) as pool:
        for seed, kind, told in pool.imap_unordered(
            outcome, range(options.seed, options.seed + options.count), chunksize=4
        ):
            tally[kind] += 1
            if sum(tally.values()) % _TOLD_EVERY == 0:
                print(f"{sum(tally.values())} of {options.count}: {_summary(tally)}", flush=True)
            if told:
                print(f"seed {seed}, {kind}: {drawn(seed)}\n{told}\n", flush=True)
    assert os.listdir(folder) == [], os.listdir(folder)
    print(f"{len(NAMES)} names, {sum(tally.values())} cases: {_summary(tally)}")
    return int(bool(tally["wrong"] or tally["crashed"]))


if __name__ == "__main__":
    sys.exit(main())
