"""Complex arrays: code for them continues functions of real numbers, and some of it near the real line alone."""

from __future__ import annotations

from collections.abc import Mapping

from symgrad.errors import ArgumentError
from symgrad.functions.sources import ERF_ANALYTIC, NORMAL_CDF_ANALYTIC
from symgrad.targets.array_code.spectral_sources import EIGENPAIR_ANALYTIC, PSEUDO_INVERSE_ANALYTIC

_NEAR_THE_REAL_LINE = frozenset(
    source.strip() for source in (ERF_ANALYTIC, NORMAL_CDF_ANALYTIC, EIGENPAIR_ANALYTIC, PSEUDO_INVERSE_ANALYTIC)
)


def check_continued(helpers: Mapping[str, str], argument: str) -> None:
    """Raises ArgumentError where code for complex arrays is wrong away from the real line; ``helpers`` by name."""
    for name, source in helpers.items():
        if source in _NEAR_THE_REAL_LINE:
            raise ArgumentError(
                f"{argument}: complex numbers came, but {name} is computed for real ones alone; give real numbers."
            )
