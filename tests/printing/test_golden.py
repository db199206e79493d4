"""Golden files: the LSTM as it is printed in each notation, forward, backward, and one derivation step by step.

A change of any printed form shows up here; ``python3 -m pytest tests/printing/test_golden.py --regenerate`` writes the
files anew, and git shows the difference.
"""

import difflib
from pathlib import Path

import pytest

from symgrad.printing import ARTICLE, NOTATIONS
from tests.systems import lstm

FOLDER = Path(__file__).parents[1] / "golden"


def printed(notation):
    cell = lstm()
    parts = {
        "forward": cell.latex("align", notation, labels="eq:lstm:", width=ARTICLE),
        "backward": cell.gradient().latex("align", notation, labels="eq:lstm:", width=ARTICLE),
        "Hessian-vector product along x": cell.gradient("h", ["b_i", "x"]).tangent(["x"]).latex("align*", notation),
        "dh/dh_prev": cell.derivative("h", "h_prev").latex(steps=True, notation=notation, width=ARTICLE),
        "dh/db_i in one line": cell.derivative("h", "b_i").latex(notation=notation),
    }
    return "\n\n".join(f"% {name}\n{text}" for name, text in parts.items()) + "\n"


def difference(path, text):
    """What changed, as lines of a diff; nothing where nothing did."""
    committed = path.read_text(encoding="utf-8") if path.exists() else ""
    return list(difflib.unified_diff(committed.splitlines(), text.splitlines(), str(path.name), "printed", lineterm=""))


@pytest.mark.parametrize("notation", NOTATIONS)
def test_the_lstm_is_printed_as_it_was(notation, regenerate):
    path, text = FOLDER / f"lstm.{notation}.tex", printed(notation)
    if regenerate:
        path.write_text(text, encoding="utf-8")
    changed = difference(path, text)
    assert changed == [], "\n".join(changed)


def test_there_is_a_golden_file_for_each_notation_and_no_other():
    assert {path.name for path in FOLDER.glob("*.tex")} == {f"lstm.{notation}.tex" for notation in NOTATIONS}


def test_a_change_shows_as_a_diff(tmp_path):
    path = tmp_path / "one.tex"
    path.write_text("a\nb\n", encoding="utf-8")
    assert difference(path, "a\nb\n") == []
    assert difference(path, "a\nc\n")[-2:] == ["-b", "+c"]
