"""What one cell is timed by: results of all are compared first, and what is absent is named."""

import numpy as np
import pytest

from benchmarks import one_cell


def test_the_table_has_each_runner_or_says_why_not():
    told = one_cell.one_cell(turns=1)
    for name in one_cell.RUNNERS:
        assert told.count(f"| {name} |") == 4 or f"Not measured: {name} (" in told
    assert "| numpy | " in told.split("dh/dV of the notebook")[1]


def test_another_result_is_not_timed():
    arrays = one_cell.given(4, np.float64)
    numpys = one_cell.RUNNERS["symgrad, numpy"]

    def other(arrays):
        function, taken = numpys(arrays)
        return lambda **taken: (found := function(**taken)) | {"bar_b_f": found["bar_b_f"] + 1e-9}, taken

    found, absent = one_cell.running({"one": numpys, "same": numpys}, arrays)
    assert (list(found), absent) == (["one", "same"], {})
    with pytest.raises(AssertionError, match=r"^other: bar_b_f is 1\.0e-09 away from that of one\.$"):
        one_cell.running({"one": numpys, "other": other}, arrays)
