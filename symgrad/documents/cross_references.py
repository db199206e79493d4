"""References to equations in running text, by ``\\eqref`` of amsmath or by ``\\cref`` of the package cleveref."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

_ONE = r"\\eqref\{([^{}]*)\}"
_SEVERAL = re.compile(rf"(?:(?:the )?equations? )?{_ONE}(?:(?: to (?P<last>{_ONE}))|(?:(?:, | and ){_ONE})+)?")
_LABEL = re.compile(_ONE)
_BEGINS = re.compile(r"(?:^|[.:!?]\s+)$")


def _cleverly(text: str) -> str:
    r"""Text with \cref for \eqref: several labels in one, a range as \crefrange; a capital where a sentence begins.

    The word "equation" in front is cleveref's own.

    >>> print(_cleverly(r"From \eqref{a}, \eqref{b} and \eqref{c}. \eqref{a} to \eqref{c} hold."))
    From \cref{a,b,c}. \Crefrange{a}{c} hold.
    """

    def told(found: re.Match[str]) -> str:
        labels = _LABEL.findall(found[0])
        command = "Cref" if _BEGINS.search(text[: found.start()]) else "cref"
        if found["last"]:
            return rf"\{command}range{{{labels[0]}}}{{{labels[1]}}}"
        return rf"\{command}{{{','.join(labels)}}}"

    return _SEVERAL.sub(told, text)


# how a document refers -> what it does to a text
REFERENCES: Mapping[str, Callable[[str], str]] = MappingProxyType({"eqref": str, "cref": _cleverly})
