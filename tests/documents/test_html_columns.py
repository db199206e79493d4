"""HTML in two columns, and what browsers make of its MathML."""

import re
import shutil
import subprocess

import pytest

import symgrad as sg
from symgrad.documents import Display, Document, Paragraph
from symgrad.documents.document import parts_of
from symgrad.errors import ArgumentError
from tests.documents.test_documents import needs_mathml

BROWSER = next(filter(shutil.which, ("chromium", "chromium-browser", "google-chrome")), None)
NO_BROWSER = "no Chromium on this machine: apt-get install chromium"
if BROWSER is None:
    print(NO_BROWSER)
needs_browser = pytest.mark.skipif(BROWSER is None, reason=NO_BROWSER)
_PROBE = """<script>
const over = [];
for (const table of document.querySelectorAll("table.equations")) {
  const room = (table.parentElement.clientWidth - 32 * (COLUMNS - 1)) / COLUMNS;
  for (const row of table.rows) if (row.offsetWidth > room + 1) over.push(row.offsetWidth - room);
}
document.body.innerHTML = "<p id='told'>" + document.querySelectorAll("math").length + " " + over.length + "</p>";
</script>"""


def seen(page, columns, folder):
    """How many formulas a browser draws, and how many equations are wider than their column."""
    probe = _PROBE.replace("COLUMNS", str(columns))
    (folder / "page.html").write_text(page.replace("</body>", f"{probe}</body>"), encoding="utf-8")
    command = [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--window-size=1200,900", "--dump-dom"]
    run = subprocess.run(
        [*command, f"file://{folder}/page.html"], capture_output=True, text=True, timeout=120, check=False
    )
    return tuple(map(int, re.search(r"<p id=\"told\">(\d+) (\d+)</p>", run.stdout).groups()))


@needs_mathml
def test_two_columns_have_shorter_lines():
    made = sg.document(sg.cells.lstm_layer_norm(), check=False, sections=["forward", "backward"])
    one, two = sg.html(made), sg.html(made, columns=2)
    assert "columns: 2" not in one
    assert "main { columns: 2;" in two
    assert two.count("<tr") > one.count("<tr")
    assert two.count('class="number">(') == one.count('class="number">(')


@needs_mathml
def test_a_document_made_by_hand_has_columns_too():
    made = Document("A", (Paragraph("b"), Display(("y &= x",))))
    assert "main { columns: 2;" in sg.html(made, columns=2)


@needs_mathml
def test_an_upright_letter_is_upright():
    made = sg.html(Document("A", (Paragraph(r"$\mathrm{d} a$"),)))
    assert '<mi mathvariant="normal">d</mi><mi>a</mi>' in made


@pytest.mark.parametrize("columns", [0, 3, 1.5, "2", None])
def test_other_columns_are_refused(columns):
    with pytest.raises(ArgumentError, match="1 or 2"):
        sg.html(Document("A", ()), columns=columns)


@needs_mathml
@needs_browser
@pytest.mark.parametrize("columns", [1, 2])
@pytest.mark.parametrize("notation", ["plain", "greff", "nabla"])
def test_a_browser_draws_every_formula_in_its_column(notation, columns, tmp_path):
    made = sg.document(sg.cells.lstm(), notation=notation, check=False)
    page = sg.html(made, columns=columns)
    assert seen(page, columns, tmp_path) == (page.count("<math"), 0)
    assert page.count("<math") > sum(part.kind == "formula" for part in parts_of(str(made)))


@needs_mathml
@needs_browser
def test_a_display_that_is_too_wide_is_seen(tmp_path):
    wide = Document("A", (Display(("y &= " + "a + " * 90 + "a",)),))
    assert seen(sg.html(wide, columns=2), 2, tmp_path)[1] == 1
