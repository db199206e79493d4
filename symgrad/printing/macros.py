"""An author's own macros: which stand for names, what they are defined as, and the lines that define them.

Rows of two kinds: ``"h": r"\\vh"`` has the variable h printed as ``\\vh``, ``r"\\vh": r"\\mathbf{h}"`` is its
definition, which may be given or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from symgrad.errors import ArgumentError
from symgrad.expressions.symbols.legal_names import latex_fault
from symgrad.printing.latex_commands import LATEX_COMMANDS

_COMMAND = re.compile(r"\\[A-Za-z]+")
_ARGUMENT = re.compile(r"#([1-9])")
_SCRIPTED = re.compile(r"(?<!\\)[_^']")


class Macros(Mapping[str, str]):
    """The rows of a mapping, checked: names of variables and their macros, macros and their definitions.

    Raises ArgumentError for a macro that LaTeX has already or whose name is no command, for two names with one macro,
    for a definition that would break out of its formula or that calls itself.

    >>> Macros({"h": r"\\vh", r"\\vh": r"\\mathbf{h}"}).lines
    ['\\\\newcommand{\\\\vh}{\\\\mathbf{h}}']
    """

    def __init__(self, rows: Mapping[str, str] | None = None) -> None:
        self._rows = dict(rows or {})
        for key, value in self._rows.items():
            if not isinstance(key, str) or not isinstance(value, str) or not key.strip():
                raise ArgumentError(f"macros: a row is a name and a macro, two strings, but {key!r}: {value!r} came.")
        self.definitions: Mapping[str, str] = {key: value for key, value in self._rows.items() if key.startswith("\\")}
        self.names: Mapping[str, str] = {key: value for key, value in self._rows.items() if not key.startswith("\\")}
        for macro, definition in self.definitions.items():
            _require_macro(macro)
            _require_definition(macro, definition)
        self._require_an_end()
        self._require_names()

    def _require_an_end(self) -> None:
        for macro in self.definitions:
            reached, new = set[str](), {macro}
            while new:
                new = {called for one in new for called in _COMMAND.findall(self.definitions.get(one, ""))} - reached
                reached |= new
            if macro in reached:
                raise ArgumentError(f"macros: {macro} is defined by itself, so LaTeX would never end; define it anew.")

    def _require_names(self) -> None:
        seen: dict[str, str] = {}
        for name, latex in self.names.items():
            fault = latex_fault(latex)
            if fault:
                raise ArgumentError(f"macros: {latex!r} for {name} cannot stand inside a formula: {fault}.")
            if not own_commands(latex):
                raise ArgumentError(
                    f"macros: {name} is printed by a macro of your own (\\v{name[:1]}), but {latex!r} came, which "
                    f"LaTeX has; for that declare the variable with latex={latex!r}."
                )
            if latex in seen:
                raise ArgumentError(f"macros: {seen[latex]} and {name} are both {latex}; give each a macro of its own.")
            seen[latex] = name

    def __getitem__(self, key: str) -> str:
        return self._rows[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __hash__(self) -> int:
        return hash(tuple(self._rows.items()))

    def __repr__(self) -> str:
        return repr(self._rows)

    @property
    def lines(self) -> list[str]:
        """The lines of a preamble that define what has a definition."""
        return [
            rf"\newcommand{{{macro}}}{f'[{count}]' if (count := argument_count(definition)) else ''}{{{definition}}}"
            for macro, definition in self.definitions.items()
        ]

    @property
    def undefined(self) -> list[str]:
        """The macros that a paper's own preamble defines."""
        called = (command for latex in (*self.names.values(), *self.definitions.values())
                  for command in own_commands(latex))  # fmt: skip
        return list(dict.fromkeys(command for command in called if command not in self.definitions))

    def base(self, name: str) -> str:
        """What is printed for a name: its macro, in braces where that has scripts of its own and takes others."""
        latex = self.names[name]
        return f"{{{latex}}}" if _COMMAND.fullmatch(latex) and self._has_scripts(latex) else latex

    def _has_scripts(self, latex: str) -> bool:
        return _SCRIPTED.search(without_groups(self.expanded(latex))) is not None

    def expanded(self, latex: str) -> str:
        """LaTeX with the definitions in the place of the macros."""
        return expanded(latex, self.definitions)


def macros_of(rows: Any) -> Macros:
    """Macros from a mapping; ArgumentError for what is none."""
    if isinstance(rows, Macros):
        return rows
    if rows is not None and not isinstance(rows, Mapping):
        raise ArgumentError(
            f"macros are a dict of names and macros, {{'h': r'\\vh', r'\\vh': r'\\mathbf{{h}}'}}, but {rows!r} came."
        )
    return Macros(rows)


def own_commands(latex: str) -> list[str]:
    """The commands that LaTeX with amsmath and amssymb does not have.

    >>> own_commands(r"\\mathbf{\\vh}_\\alpha")
    ['\\\\vh']
    """
    return [command for command in _COMMAND.findall(latex) if command[1:] not in LATEX_COMMANDS]


def expanded(latex: str, definitions: Mapping[str, str]) -> str:
    """LaTeX with definitions in the place of macros, which call no macro of their own again without an end.

    >>> expanded(r"\\mat{W} \\vh_1", {r"\\mat": r"\\mathbf{#1}", r"\\vh": "h"})
    '\\\\mathbf{W} h_1'
    """
    while found := next((at for at in _COMMAND.finditer(latex) if at[0] in definitions), None):
        definition, rest, arguments = definitions[found[0]], latex[found.end() :], []
        for _ in range(argument_count(definition)):
            argument, rest = _first_group(rest)
            arguments.append(argument)
        told = _ARGUMENT.sub(lambda at, given=arguments: given[int(at[1]) - 1], definition)  # type: ignore[misc]
        apart = " " if re.search(r"\\[A-Za-z]+$", told) and rest[:1].isalpha() else ""
        latex = f"{latex[: found.start()]}{told}{apart}{rest}"
    return latex


def _first_group(text: str) -> tuple[str, str]:
    """What a command takes as its argument, and what stands behind it."""
    text = text.lstrip()
    if not text.startswith("{"):
        command = _COMMAND.match(text)
        size = command.end() if command else 1
        return text[:size], text[size:]
    depth = 0
    for position, sign in enumerate(text):
        depth += (sign == "{") - (sign == "}")
        if depth == 0:
            return text[1:position], text[position + 1 :]
    return text[1:], ""


def without_groups(latex: str) -> str:
    """LaTeX without what stands in braces."""
    kept, depth = [], 0
    for sign in latex:
        depth += sign == "{"
        kept.append(sign if depth == 0 else "")
        depth -= sign == "}"
    return "".join(kept)


def argument_count(definition: str) -> int:
    """How many arguments a definition takes."""
    return max((int(number) for number in _ARGUMENT.findall(definition)), default=0)


def _require_macro(macro: str) -> None:
    if _COMMAND.fullmatch(macro) is None:
        raise ArgumentError(f"macros: a macro is a backslash and letters, \\vh, but {macro!r} came.")
    if macro[1:] in LATEX_COMMANDS:
        raise ArgumentError(f"macros: {macro} is a command of LaTeX itself; give your macro another name.")


def _require_definition(macro: str, definition: str) -> None:
    numbers = {int(number) for number in _ARGUMENT.findall(definition)}
    fault = latex_fault(_ARGUMENT.sub("x", definition))
    if not fault and numbers != set(range(1, len(numbers) + 1)):
        fault = "its arguments are #1, #2, ... without a gap"
    if fault:
        raise ArgumentError(f"macros: {macro} cannot be defined as {definition!r}: {fault}.")
