"""Each fault that was found once gives the right thing now."""

import pytest

from tests.faults.__main__ import main
from tests.faults.row import Row
from tests.faults.sections import rows


@pytest.mark.parametrize(("section", "row"), [pytest.param(s, r, id=f"{s}: {r.written}"[:80]) for s, r in rows()])
def test_what_comes_now_is_right(section, row):
    assert row.now()


def test_a_row_that_is_wrong_is_told(monkeypatch, capsys):
    def wrong():
        raise AssertionError("1 came, 2 is right")

    monkeypatch.setattr("tests.faults.__main__.rows", lambda: [("0", Row("1 + 1", "1", "2", wrong))])
    assert main([]) == 1
    assert "WRONG: AssertionError: 1 came, 2 is right" in capsys.readouterr().out
