"""What the words and signs of convolutions, windows, sums and products along rows mean, as sentences of a legend."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from symgrad.expressions.nodes import CumulativeProduct, OneHot, Overlap, Scan, Windows

# A word of LaTeX -> what it means.
WORDS: Mapping[str, str] = MappingProxyType(
    {
        r"\operatorname{cumsum}": r"{}(x)$ has the entries $x_1 + \dots + x_i$, of each column of a matrix",
        r"\operatorname{revcumsum}": r"{}(x)$ has the entries $x_i + \dots + x_n$, of each column of a matrix",
        r"\operatorname{cumprod}": r"{}(x)$ has the entries $x_1 \cdots x_i$, of each column of a matrix",
        r"\operatorname{scan}": r"{}(a, b)$ is $z$ with $z_i = a_i z_{i-1} + b_i$, $z_0 = 0$, of each column of "
        "matrices",
        r"\operatorname{revscan}": r"{}(a, b)$ is $z$ with $z_i = a_i z_{i+1} + b_i$, $z_{n+1} = 0$, of each column of "
        "matrices",
        r"\operatorname{windows}": r"{}_{w,s}(x)$ has the $w$ entries of $x$ from $x_{s (i-1) + 1}$ on as its row $i$, "
        "those of the first column first",
        r"\operatorname{overlap}": r"{}_s(Y)$ adds up the rows of $Y$, each $s$ places further on, column by column",
        r"\operatorname{maxpool}": r"{}_{w,s}(x)$ is the largest of each $w$ entries, $s$ further on each time, $w$ "
        "where it is not told",
        r"\operatorname{meanpool}": r"{}_{w,s}(x)$ is the mean of each $w$ entries, $s$ further on each time, $w$ "
        "where it is not told",
        r"\operatorname{onehot}": "{}(i)$ has a row for each position, 1 there and else 0",
    }
)
_OF_NODES: Mapping[type, tuple[str, ...]] = MappingProxyType(
    {
        Scan: ("cumsum", "revcumsum", "scan", "revscan"),
        CumulativeProduct: ("cumprod",),
        Windows: ("windows", "maxpool", "meanpool"),
        Overlap: ("overlap",),
        OneHot: ("onehot",),
    }
)


def words_of(node: Any) -> tuple[str, ...]:
    """The words that a node may be printed with."""
    return _OF_NODES.get(type(node), ())


def signs_told(text: str, style: Any) -> Iterator[str]:
    """What the signs of convolution and correlation mean that stand in a text."""
    for sign, table in ((style.convolution, _CONVOLUTIONS), (style.correlation, _CORRELATIONS)):
        for script, told in table.items():
            if re.search(rf" {re.escape(sign)}{script} ", text):
                yield told.replace("{}", sign)


_MODES = {mode: rf"_\{{\\mathrm\{{{mode}\}}\}}" for mode in ("full", "same", "valid")}
_PART = r"_\{[^{}]*:[^{}]*\}"
_CONVOLUTIONS: Mapping[str, str] = MappingProxyType(
    {
        "": r"$a {} b$ is the convolution, $\sum_k a_{i-k+1} b_k$, zero outside of both, of each column of matrices",
        _MODES[
            "same"
        ]: r"$a {}_{\mathrm{same}} b$ is the middle of the convolution $\sum_k a_{i-k+1} b_k$, as long as the "
        "longer of the two",
        _MODES["valid"]: r"$a {}_{\mathrm{valid}} b$ is the convolution $\sum_k a_{i-k+1} b_k$ where the shorter lies "
        "within the longer",
        _PART: r"$a {}_{i:j} b$ has the entries $i$ to $j$ of the convolution $\sum_k a_{i-k+1} b_k$, zero outside of "
        "both",
    }
)
_CORRELATIONS: Mapping[str, str] = MappingProxyType(
    {
        "": r"$a {} b$ is the correlation, $\sum_i a_{i+k} b_i$ at the lags $k$ where the shorter lies within the "
        "longer, of each column of matrices",
        _MODES[
            "same"
        ]: r"$a {}_{\mathrm{same}} b$ is the correlation $\sum_i a_{i+k} b_i$ at as many lags $k$ as $a$ has "
        "entries, 0 in the middle",
        _MODES["full"]: r"$a {}_{\mathrm{full}} b$ is the correlation $\sum_i a_{i+k} b_i$ at all lags $k$",
        _PART: r"$a {}_{i:j} b$ is the correlation $\sum_i a_{i+k} b_i$ at the lags $k$ from $i$ to $j$",
    }
)
