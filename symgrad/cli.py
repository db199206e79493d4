"""The command line: symgrad show | derive | check."""

from __future__ import annotations

import argparse
import os
import runpy
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import symgrad.cells
from symgrad.documents import Document, document, html, markdown, pdf, tex
from symgrad.errors import SymgradError, UnboundNameError
from symgrad.face import System
from symgrad.printing import NOTATIONS, WIDTH, broken, shape_table
from symgrad.recurrence import Recurrence
from symgrad.time_system import TimeSystem

FORMATS = ("text", "latex")
DOCUMENTS: Mapping[str, Callable[[Document], str | bytes]] = {
    "markdown": markdown,
    "tex": tex,
    "html": html,
    "pdf": pdf,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; the exit status is 1 where a check fails, 2 where the input is wrong."""
    options = _parser().parse_args(arguments)
    try:
        system = _system(options.cell)
        text, status = _COMMANDS[options.command](system, options)
    except SymgradError as error:
        print(f"symgrad {options.command}: {type(error).__name__}: {error}", file=sys.stderr)
        return 2
    if isinstance(text, bytes):
        Path(options.output).write_bytes(text)
    elif options.output is None:
        _print(text)
    else:
        Path(options.output).write_text(text.rstrip("\n") + "\n", encoding="utf-8")
    return status


def _print(text: str) -> None:
    """Prints; a reader that has seen enough (``| head``) is no error."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what Python flushes as it ends goes there


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="symgrad", description="Where the gradients of a neural cell come from.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="show | derive | check")
    for name, text in _DESCRIPTIONS.items():
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument(
            "cell", help="a cell's name (notebook), a Python file that makes a System, or - for standard input"
        )
        command.add_argument("-o", "--output", metavar="FILE", help="write there instead of to the terminal")
        if name == "check":
            command.add_argument("--method", choices=("forward", "central", "complex"), default="forward")
            command.add_argument("--seed", type=int, default=0, help="of the point that is drawn at random")
        else:
            choices = (*FORMATS, *DOCUMENTS) if name == "derive" else FORMATS
            command.add_argument("--format", choices=choices, default="text", help="pdf needs LaTeX on this machine")
            command.add_argument("--notation", choices=tuple(NOTATIONS), default="plain", help="of everything in LaTeX")
        if name != "show":
            command.add_argument("--of", metavar="NAME", help="what is differentiated (by default every output)")
            command.add_argument("--wrt", metavar="NAME", help="with respect to what (by default every input)")
            command.add_argument(
                "--through-time", action="store_true", help="of the cell at every t: backpropagation through time"
            )
    return parser


def _show(system: System, options: argparse.Namespace) -> tuple[str | bytes, int]:
    if options.format == "latex":
        return str(system.latex(notation=options.notation)), 0
    return f"{shape_table(system)}\n\n{_fitted(str(system))}", 0


def _derive(system: System, options: argparse.Namespace) -> tuple[str | bytes, int]:
    if options.format in DOCUMENTS:
        return _document(system, options), 0
    if options.through_time:
        return _told(Recurrence(system).gradient(options.of, options.wrt), options), 0
    if options.of is not None and options.wrt is not None:
        derivation = system.derivative(options.of, options.wrt)
        if options.format == "latex":
            return derivation.latex(steps=True, notation=options.notation), 0
        return str(derivation.steps), 0
    return _told(system.gradient(options.of, options.wrt), options), 0


def _told(backward: System | TimeSystem, options: argparse.Namespace) -> str:
    """A backward pass as text or in LaTeX."""
    if options.format == "latex":
        return str(backward.latex(notation=options.notation))
    return _fitted(str(backward))


def _fitted(text: str) -> str:
    """Text whose lines are broken where they are wider than 80 columns."""
    return "\n".join(piece for line in text.splitlines() for piece in broken(line, WIDTH))


def _document(system: System, options: argparse.Namespace) -> str | bytes:
    """The document of a cell, of one derivative of it, or of its gradient through time."""
    if options.format == "pdf" and options.output is None:
        raise SymgradError("a PDF is no text for a terminal; say -o FILE.")
    if options.through_time:
        backward = Recurrence(system).gradient(options.of, options.wrt)
        return DOCUMENTS[options.format](document(backward, "Through time", options.notation))
    single = options.of is not None and options.wrt is not None
    if not single and (options.of, options.wrt) != (None, None):
        raise SymgradError("a document is of the whole cell, or of one derivative: give --of and --wrt, or neither.")
    subject = system.derivative(options.of, options.wrt) if single else system
    return DOCUMENTS[options.format](document(subject, notation=options.notation))


def _check(system: System, options: argparse.Namespace) -> tuple[str | bytes, int]:
    checked = Recurrence(system) if options.through_time else system
    report = checked.check(options.of, options.wrt, method=options.method, seed=options.seed)
    return str(report), 0 if report else 1


_COMMANDS: Mapping[str, Callable[[System, argparse.Namespace], tuple[str | bytes, int]]] = {
    "show": _show,
    "derive": _derive,
    "check": _check,
}
_DESCRIPTIONS: Mapping[str, str] = {
    "show": "Print a cell: its inputs, its parameters, its equations.",
    "derive": "Derive the backward pass of a cell; with --of and --wrt, one derivative step by step.",
    "check": "Compare the gradient of a cell with differences of its values, entry by entry.",
}


def _system(cell: str) -> System:
    """The system of a cell's name, of a Python file, or of standard input."""
    if cell == "-":
        return _only_system(_run(sys.stdin.read(), "<stdin>"), "standard input")
    if cell.endswith(".py"):
        return _only_system(_run_file(cell), cell)
    if cell not in symgrad.cells.__all__:
        raise UnboundNameError(
            f"no cell named {cell}. There are {', '.join(symgrad.cells.__all__)}; a Python file ends in .py."
        )
    made: System = getattr(symgrad.cells, cell)()
    return made


def _run_file(path: str) -> dict[str, Any]:
    if not Path(path).is_file():
        raise UnboundNameError(f"no file {path}.")
    return runpy.run_path(path)


def _run(source: str, name: str) -> dict[str, Any]:
    scope: dict[str, Any] = {"__name__": name}
    exec(compile(source, name, "exec"), scope)
    return scope


def _only_system(scope: Mapping[str, Any], place: str) -> System:
    """The System that a script calls ``cell``, or the only one that it makes."""
    made = {name: value for name, value in scope.items() if isinstance(value, System)}
    if "cell" in made:
        return made["cell"]
    if len(made) != 1:
        found = f"several: {', '.join(made)}" if made else "none"
        raise UnboundNameError(f"{place} should make one sg.System, or name one of them cell, but it makes {found}.")
    return next(iter(made.values()))
