"""Typst for tests: whether it is there, and what it says to a page."""

import importlib.util
import json
import tempfile
from pathlib import Path

import pytest

NO_TYPST = "typst is not installed: python3 -m pip install '.[test]'"
if importlib.util.find_spec("typst") is None:
    print(NO_TYPST)
needs_typst = pytest.mark.skipif(importlib.util.find_spec("typst") is None, reason=NO_TYPST)

_NUMBER = 25.0  # points that the number of an equation takes, and a blank before it


def compiled(text):
    """The page as PDF; typst's own error where it does not compile."""
    import typst

    return typst.compile(text.encode())


def too_wide(text):
    """By how many points displays of a page are wider than the text, with room for their numbers."""
    import typst

    measured = text.replace("  pad(left:", "  [#metadata(whole / 1pt - size.width / 1pt) <measured>]\n  pad(left:")
    assert measured != text
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.typ"
        page.write_text(measured, encoding="utf-8")
        found = json.loads(typst.query(str(page), "<measured>", field="value"))
    return [over + _NUMBER for over in found if over + _NUMBER > 0]
