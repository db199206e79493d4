"""Sizes and names that no array can have are refused where they are declared."""

from collections.abc import Callable
from typing import Any

import pytest

import symgrad as sg
from tests.faults.row import Row

n = sg.dims("n")


def refused(declare: Callable[[], Any], *wanted: str) -> Callable[[], str]:
    def now() -> str:
        with pytest.raises(sg.SymgradError) as caught:
            declare()
        message = str(caught.value)
        assert all(part in message for part in wanted), message
        return f"{type(caught.value).__name__}: {message}"

    return now


SIZE = "a size is a whole number from 1 to 2**63 - 1, or made of symbols by sg.dims"
ROWS = (
    Row('sg.vector("u", -1)', "ValueError", "refused", refused(lambda: sg.vector("u", -1), SIZE, "-1 came")),
    Row('sg.vector("u", 1.5)', "ValueError", "refused", refused(lambda: sg.vector("u", 1.5), SIZE, "1.5 came")),
    Row('sg.vector("u", True)', "accepted", "refused", refused(lambda: sg.vector("u", True), SIZE, "True came")),
    Row('sg.vector("u", 10**30)', "fails late", "refused", refused(lambda: sg.vector("u", 10**30), SIZE)),
    Row("sg.vector(None, n)", "AttributeError", "refused", refused(lambda: sg.vector(None, n), "None came")),
    Row('sg.matrix("T", n, n, n)', "the third size is the LaTeX name", "an error",
        refused(lambda: sg.matrix("T", n, n, n), "a matrix has two sizes", "n came")),
    Row('sg.vector("x y", n)', "accepted", "refused", refused(lambda: sg.vector("x y", n), "'x y' came")),
    Row('sg.vector("", n)', "accepted", "refused", refused(lambda: sg.vector("", n), "'' came")),
)  # fmt: skip
