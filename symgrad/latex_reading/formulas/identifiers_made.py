"""The name in code of a variable as papers write it: \\tilde{h} -> h_tilde, W_{xi} -> W_xi, h at t - 1 -> h_prev."""

from __future__ import annotations

import keyword
import re
from collections.abc import Collection

_ACCENT = re.compile(r"\\(tilde|hat|bar|dot|ddot|check|breve|acute|grave|right|left)\{((?:[^{}]|\{[^{}]*\})*)\}")
_STYLE = re.compile(
    r"\\(?:mathbf|mathrm|mathcal|mathbb|mathsf|mathit|text|boldsymbol|operatorname|bm|mathfrak|mathtt|text[a-z]+|rm|bf|pmb)(?![a-z])\s*"
)
_SUFFIX = {"-1": "_prev", "+1": "_next"}


def code_name(key: str, shift: str = "") -> str:
    """An identifier for the variable ``key``; ``shift`` is "-1" for one step before, "" for this step.

    >>> code_name(r"\\tilde{h}"), code_name("W_{xi}"), code_name("h", "-1"), code_name(r"\\Gamma_{u}")
    ('h_tilde', 'W_xi', 'h_prev', 'Gamma_u')
    """
    text = _STYLE.sub("", key)
    while match := _ACCENT.search(text):
        text = f"{text[: match.start()]}{match[2]}_{match[1]}{text[match.end() :]}"
    text = text.replace("'", "_prime").replace("*", "_star").replace(r"\prime", "_prime")
    text = re.sub(r"(?<=[A-Za-z])\\(?=[A-Za-z])", "_", text)
    text = re.sub(r"\\partial\s*", "d_", text)
    text = re.sub(r"[\\{}()\[\]<>\s]", "", text.replace("^", "_").replace(",", "_"))
    text = re.sub(r"[^A-Za-z0-9_]", "_", text)
    text = re.sub(r"__+", "_", text).strip("_") + _SUFFIX.get(shift, shift and "_" + re.sub(r"\W", "_", shift))
    if not text or text[0].isdigit():
        text = f"v_{text}"
    return text + "_" if keyword.iskeyword(text) else text


def unlike(name: str, taken: Collection[str]) -> str:
    """The name, or the same with a number where it is taken."""
    found, k = name, 2
    while found in taken:
        found, k = f"{name}_{k}", k + 1
    return found
