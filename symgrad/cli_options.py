"""The options of the command line: commands, formats, what each takes."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import symgrad
from symgrad.errors import SymgradError
from symgrad.paper_options import add_paper_options
from symgrad.printing import NOTATIONS
from symgrad.targets.file_checks import TYPES

_PAGES = ("tex", "html", "pdf", "algorithm", "typst", "docx", "slides")
FORMATS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "show": ("text", "latex"),
        "derive": ("text", "latex", "comment", "markdown", *_PAGES),
        "check": ("text", "markdown", "latex", "html"),
        "compile": ("numpy", "c", "jax", "torch", "array-api"),
        "verify": ("text", "markdown", "html", "diff"),
    }
)
# suffix of a file -> the formats that belong into one, the likeliest first
SUFFIXES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        ".txt": ("text", "comment"),
        ".tex": ("tex", "latex", "algorithm", "slides"),
        ".md": ("markdown",),
        ".html": ("html",),
        ".pdf": ("pdf",),
        ".typ": ("typst",),
        ".docx": ("docx",),
        ".py": ("numpy", "jax", "torch", "array-api", "comment"),
        **dict.fromkeys((".c", ".h"), ("c",)),
        **dict.fromkeys((".diff", ".patch"), ("diff",)),
    }
)
BINARY: Mapping[str, str] = MappingProxyType({"pdf": "a PDF", "docx": "a file of Word"})
DESCRIPTIONS: Mapping[str, str] = MappingProxyType(
    {
        "show": "Print a cell: its inputs, its parameters, its equations; without a cell, a table of all cells.",
        "derive": "Derive the backward pass of a cell; with one --of and one --wrt, one derivative step by step.",
        "check": "Compare the gradient of a cell with differences of its values, entry by entry.",
        "verify": "Judge the gradients that a paper derives by hand, one by one.",
        "compile": "Write a file of code that stands alone: the gradient of a cell, with --value what it is of too.",
    }
)
_STATUS = "Exit status: 0 fine, 1 a check failed, 2 wrong use or an error."


def command_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="symgrad", description="Where the gradients of a neural cell come from.", epilog=_STATUS
    )
    parser.add_argument("--version", action="version", version=f"symgrad {symgrad.__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar=" | ".join(DESCRIPTIONS))
    for name, text in DESCRIPTIONS.items():
        command = commands.add_parser(name, help=text, description=text, epilog=_STATUS)
        if name == "verify":
            _add_claims(command)
        else:
            command.add_argument(
                "cell",
                nargs="?" if name == "show" else None,
                help="a cell's name (notebook), a Python file that makes a System (it is run), or - for standard input",
            )
        command.add_argument(
            "-o",
            "--output",
            metavar="FILE",
            help="write there; the format follows its suffix",
        )
        if name == "compile":
            command.add_argument(
                "--target", "--format", dest="format", choices=FORMATS[name], help="what the code is for"
            )
        else:
            needs = "" if name == "verify" else "pdf needs LaTeX on this machine; docx, pandoc"
            command.add_argument("--format", choices=FORMATS[name], help=needs or "diff is the file put right")
        if name in ("show", "derive"):
            command.add_argument("--notation", choices=tuple(NOTATIONS), default="plain", help="of everything in LaTeX")
        if name == "derive":
            add_paper_options(command)
        if name == "check":
            command.add_argument("--method", choices=("forward", "central", "complex"), default="forward")
            command.add_argument("--seed", type=_seed, default=0, help="of the point that is drawn at random")
        if name == "compile":
            command.add_argument(
                "--value", "--values", action="store_true", help="the values as well as their gradient"
            )
            command.add_argument(
                "--dtype",
                choices=TYPES,
                help="of C the type of its numbers (else whoever compiles it says so); other code has that of its "
                "arrays, and is checked in this one",
            )
        if name not in ("show", "verify"):
            _add_names(command)
    return parser


def _add_claims(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", help="LaTeX, Markdown, a notebook or HTML with the claims, or - for standard input")
    command.add_argument("--forward", metavar="FILE", help="the forward pass, where the file of the claims has it not")
    command.add_argument(
        "--shape", metavar="NAME=SIZES", action="append", default=[], type=_named, help=r"for instance W_i=H,D or L="
    )
    command.add_argument(
        "--convention", metavar="NAME=MEANING", action="append", default=[], type=_named,
        help=r"for instance '\delta_t=cotangent of h_t' or '*=hadamard'",
    )  # fmt: skip
    command.add_argument(
        "--second-reader", action="store_true",
        help="read each formula with latex2sympy2 too, and tell on standard error where the two readers disagree",
    )  # fmt: skip


def _named(text: str) -> tuple[str, str]:
    name, sign, value = text.rpartition("=")
    if not sign or not name.strip():
        raise argparse.ArgumentTypeError(f"NAME=... is wanted, but {text!r} came")
    return name.strip(), value.strip()


def _add_names(command: argparse.ArgumentParser) -> None:
    several = "several times for several names"
    command.add_argument(
        "--of", metavar="NAME", action="append", help=f"what is differentiated (by default every output); {several}"
    )
    command.add_argument(
        "--wrt", metavar="NAME", action="append", help=f"with respect to what (by default every input); {several}"
    )
    command.add_argument(
        "--through-time", action="store_true", help="of the cell at every t: backpropagation through time"
    )


def _seed(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"a seed is a whole number, 0 or more, but {text!r} came")
    return int(text)


def format_of(options: argparse.Namespace) -> str:
    """The format that was asked for, or that the suffix of the file names; the two must agree."""
    known = FORMATS[options.command]
    suffix = Path(options.output or "").suffix.lower()
    named = SUFFIXES.get(suffix)
    asked: str | None = options.format
    if options.output == "-" or (named is None and (asked or not suffix)):
        return asked or known[0]
    if named is None:
        raise SymgradError(
            f"{options.output}: nothing is known to belong into a file that ends in {suffix}; there are "
            f"{', '.join(SUFFIXES)}, and --format says it for any other."
        )
    if asked is not None:
        if asked not in named and not (suffix == ".txt" and asked not in BINARY):
            raise SymgradError(f"{options.output} names the format {named[0]}, but --format says {asked}.")
        return asked
    found = next((name for name in named if name in known), None)
    if found is None:
        raise SymgradError(f"{options.output}: {options.command} writes {', '.join(known)}, but no {named[0]}.")
    return found
