"""The command line: symgrad show | derive | check | verify | compile."""

from __future__ import annotations

import argparse
import sys
import textwrap
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

from symgrad.cells.catalogue.overview import overview
from symgrad.claims import verify
from symgrad.cli_options import BINARY, command_parser, format_of
from symgrad.display import terminal_width
from symgrad.documents import algorithm, comment, document, docx, html, markdown, pdf, slides, tex, typst
from symgrad.errors import SymgradError
from symgrad.output import write_file, write_terminal
from symgrad.paper_options import document_options, latex_options, sections_in, tex_options
from symgrad.papers import second_reading
from symgrad.printing import WIDTH, broken, shape_table
from symgrad.recurrence.recurrence import Recurrence
from symgrad.scripts import system_of
from symgrad.system.system import Derivation, System

Written: TypeAlias = "tuple[str | bytes | None, int]"  # what is to be written, None where it is, and the exit status

_DOCUMENTS: Mapping[str, Callable[..., str | bytes]] = MappingProxyType(
    {"markdown": markdown, "tex": tex, "html": html, "pdf": pdf, "typst": typst, "docx": docx, "slides": slides}
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; the exit status is 1 where a check fails, 2 where the input is wrong."""
    options = command_parser().parse_args(arguments)
    try:
        options.format = format_of(options)
        content, status = _COMMANDS[options.command](options)
        if options.output in (None, "-"):
            write_terminal(_text(content))
        elif content is not None:
            write_file(options.output, content)
    except SymgradError as error:
        return _failed(options.command, error)
    except KeyboardInterrupt:
        return _failed(options.command, "interrupted")
    except Exception as error:  # a fault of symgrad itself: no traceback either
        return _failed(options.command, error)
    return status


def _failed(command: str, error: BaseException | str) -> int:
    told = error if isinstance(error, str) else f"{type(error).__name__}: {error}"
    lines = f"symgrad {command}: {told}".encode("utf-8", "backslashreplace").decode().splitlines()
    if sys.stderr.isatty():  # words stay whole
        lines = [part for line in lines for part in _wrapped(line)]
    print("\n".join(lines), file=sys.stderr)
    return 2


def _wrapped(line: str) -> list[str]:
    return [line] if len(line) <= WIDTH else textwrap.wrap(line, WIDTH, break_long_words=False)


def _text(content: str | bytes | None) -> str:
    if not isinstance(content, str):
        raise SymgradError("a file of this format is no text for a terminal; say -o FILE.")
    return content.rstrip("\n")


def _one(names: Sequence[str] | None) -> str | None:
    """The name, where exactly one was given."""
    return names[0] if names and len(names) == 1 and len(names[0].replace(",", " ").split()) == 1 else None


def _several(names: Sequence[str] | None) -> list[str] | None:
    return None if names is None else [word for name in names for word in name.replace(",", " ").split()]


# -- commands ------------------------------------------------------------------------------------------------------


def _show(options: argparse.Namespace) -> Written:
    if options.cell is None:
        return overview(width=terminal_width()), 0
    system = system_of(options.cell)
    if options.format == "latex":
        return str(system.latex(notation=options.notation)), 0
    return f"{shape_table(system)}\n\n{_fitted(str(system))}", 0


def _derive(options: argparse.Namespace) -> Written:
    system = system_of(options.cell)
    paper = tex_options(options)  # so that another format is told of a wrong one
    if options.format in _DOCUMENTS:
        return _DOCUMENTS[options.format](_document(system, options), **paper), 0
    derivation = None if options.through_time else _derivation(system, options)
    if derivation is not None and options.format == "latex":
        return derivation.latex(steps=True, **latex_options(options)), 0
    if derivation is not None:
        return str(derivation.steps), 0
    backward = _whole(system, options).gradient(_several(options.of), _several(options.wrt))
    if options.format == "algorithm":
        return algorithm(backward, **document_options(options)), 0
    if options.format == "latex":
        return str(backward.latex(**latex_options(options), **sections_in(options))), 0
    return (comment(backward) if options.format == "comment" else _fitted(str(backward))), 0


def _whole(system: System, options: argparse.Namespace) -> System:
    return Recurrence(system) if options.through_time else system


def _derivation(system: System, options: argparse.Namespace) -> Derivation | None:
    """The one derivative that was asked for, if it was one."""
    of, wrt = _one(options.of), _one(options.wrt)
    return None if of is None or wrt is None else system.derivative(of, wrt)


def _fitted(text: str) -> str:
    """Text whose lines are broken where they are wider than 80 columns."""
    return "\n".join(piece for line in text.splitlines() for piece in broken(line, WIDTH))


def _document(system: System, options: argparse.Namespace) -> Any:
    """The document of a cell, of one derivative of it, or of its gradient through time."""
    if options.format in BINARY and options.output in (None, "-"):
        raise SymgradError(f"{BINARY[options.format]} is no text for a terminal; say -o FILE.")
    if options.through_time:
        backward = Recurrence(system).gradient(_several(options.of), _several(options.wrt))
        return document(backward, "Through time", **document_options(options))
    derivation = _derivation(system, options)
    if derivation is None and (options.of, options.wrt) != (None, None):
        raise SymgradError(
            "a document is of the whole cell, or of one derivative: give one --of and one --wrt, or neither."
        )
    return document(derivation or system, **document_options(options))


def _check(options: argparse.Namespace) -> Written:
    checked = _whole(system_of(options.cell), options)
    report = checked.check(_several(options.of), _several(options.wrt), method=options.method, seed=options.seed)
    written: dict[str, Callable[[Any], str]] = {
        "text": str,
        "markdown": lambda report: report.markdown(),
        "latex": lambda report: report.latex(),
        "html": lambda report: report._repr_html_(),
    }
    return written[options.format](report), 0 if report else 1


def _compile(options: argparse.Namespace) -> Written:
    system = _whole(system_of(options.cell), options)
    of, wrt = _several(options.of), _several(options.wrt)
    made = system.value_and_gradient(of, wrt) if options.value else system.gradient(of, wrt)
    function = made.lambdify(target=options.format)
    if options.output in (None, "-"):
        named = "cell" if options.cell == "-" else Path(options.cell).stem
        return str(function.file_text(f"{named}_gradient", dtype=options.dtype)), 0
    function.save(options.output, dtype=options.dtype)
    return None, 0


def _verify(options: argparse.Namespace) -> Written:
    shapes = {name: tuple(map(_size, sizes.replace(",", " ").split())) for name, sizes in options.shape}
    text = sys.stdin.read() if options.file == "-" else Path(options.file)
    forward = None if options.forward is None else Path(options.forward)
    report = verify(text, forward, shapes, dict(options.convention))
    if options.second_reader:
        readings = second_reading(text, forward, shapes, dict(options.convention))
        print(f"latex2sympy2 read the formulas too:\n{readings}", file=sys.stderr)
    written: dict[str, Callable[[Any], str]] = {
        "text": str,
        "markdown": lambda report: report.markdown(),
        "html": lambda report: report._repr_html_(),
        "diff": lambda report: report.corrected(),
    }
    return written[options.format](report), 0 if report else 1


def _size(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdigit() else text


_COMMANDS: Mapping[str, Callable[[argparse.Namespace], Written]] = MappingProxyType(
    {"show": _show, "derive": _derive, "check": _check, "verify": _verify, "compile": _compile}
)
