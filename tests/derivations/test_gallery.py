"""The committed gallery is what the code prints, and each of its documents goes through LaTeX."""

import re
import shutil
import subprocess

import pytest

import symgrad as sg
from derivations import gallery
from tests.own_cells import REPRESENTATIVE


def documents_of(names):
    return [*names, *(f"{name}_through_time" for name in names if getattr(sg.cells, name)().carry)]


DOCUMENTS = documents_of(REPRESENTATIVE)
STALE = "run python3 -m derivations, and read git diff"
REASON = "no LaTeX on this machine: pdflatex is not found"
if shutil.which("pdflatex") is None:
    print(REASON)


@pytest.fixture(scope="module")
def files():
    return dict(gallery.files(REPRESENTATIVE))


@pytest.fixture(scope="module")
def index():
    return dict(gallery.index())


def test_the_gallery_has_each_cell(files):
    assert sorted(files) == sorted(f"{name}.{kind}" for name in DOCUMENTS for kind in ("md", "tex"))
    every = {f"{name}.{kind}" for name in documents_of(sg.cells.__all__) for kind in ("md", "tex")}
    assert {path.name for path in gallery.FOLDER.iterdir()} == every | {"index.md", "index.html"}, STALE


def test_the_committed_documents_are_what_the_code_prints(files):
    stale = [name for name, text in files.items() if (gallery.FOLDER / name).read_text(encoding="utf-8") != text]
    assert stale == [], STALE


def test_a_changed_printed_form_is_found(monkeypatch, files):
    changed = {name: text.replace("tanh", "sinh") for name, text in files.items()}
    monkeypatch.setattr(gallery, "files", lambda: iter(changed.items()))
    with pytest.raises(AssertionError, match="python3 -m derivations"):
        test_the_committed_documents_are_what_the_code_prints(dict(gallery.files()))


def without_formulas(page):
    """A page without MathML, which another version of latex2mathml writes in another way."""
    return re.sub(r"<math.*?</math>", "<math/>", page, flags=re.DOTALL)


def test_the_committed_index_is_what_the_code_writes(index):
    for name, text in index.items():
        committed = (gallery.FOLDER / name).read_text(encoding="utf-8")
        assert without_formulas(committed) == without_formulas(text), STALE


def test_the_index_shows_each_cell_and_needs_no_network(index):
    page, text = index["index.html"], index["index.md"]
    for name in sg.cells.__all__:
        assert f'<h2 id="{name}">' in page
        assert f"\n## {name}\n" in text
        links = re.findall(rf'href="({name}(?:_through_time)?\.\w+)"', page)
        assert len(links) == 3 if getattr(sg.cells, name)().carry else 2
        assert all((gallery.FOLDER / link).is_file() for link in links)
    assert page.count("<tr data-words=") == len(sg.cells.__all__)
    assert page.count('<table class="equations">') == len(sg.cells.__all__)
    assert set(re.findall(r"https?://[^\"\s]*", page)) == {"http://www.w3.org/1998/Math/MathML"}  # a name, not fetched
    assert re.findall(r"<(?:link|img|iframe|script src)", page) == []


BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
NO_BROWSER = "no Chromium on this machine: chromium is not found"
if BROWSER is None:
    print(NO_BROWSER)


@pytest.mark.skipif(BROWSER is None, reason=NO_BROWSER)
def test_the_index_can_be_searched(index, tmp_path):
    page = tmp_path / "index.html"
    page.write_text(index["index.html"], encoding="utf-8")
    command = [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}", "--dump-dom"]
    for words, expected in (("chung", {"gru_chung"}), ("schmidhuber 1997", {"lstm_1997", "notebook"}), ("qqq", set())):
        address = f"{page.as_uri()}?q={words.replace(' ', '+')}"
        shown = subprocess.run([*command, address], capture_output=True, text=True, timeout=120).stdout
        rows = re.findall(r"<tr data-words=\"[^\"]*\"( hidden=\"\")?>\s*<td class=\"told\"><h2 id=\"(\w+)\"", shown)
        assert {name for hidden, name in rows if not hidden} == expected
        assert f"{len(expected)} of {len(sg.cells.__all__)} cells" in shown


def test_it_writes_the_files_and_removes_the_others(tmp_path, monkeypatch, files):
    monkeypatch.setattr(gallery, "FOLDER", tmp_path / "cells")
    monkeypatch.setattr(gallery, "files", lambda: iter(files.items()))
    monkeypatch.setattr(gallery, "index", lambda: iter(()))
    (tmp_path / "cells").mkdir()
    (tmp_path / "cells" / "gone.md").touch()
    gallery.write()
    assert {path.name: path.read_text(encoding="utf-8") for path in gallery.FOLDER.iterdir()} == files


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason=REASON)
@pytest.mark.parametrize("cell", DOCUMENTS)
def test_each_compiles_without_a_line_too_wide(cell, tmp_path):
    command = ["pdflatex", "-interaction=nonstopmode", f"-output-directory={tmp_path}"]
    for _ in range(2):
        run = subprocess.run(
            [*command, str(gallery.FOLDER / f"{cell}.tex")], capture_output=True, text=True, errors="replace"
        )
    assert [line for line in run.stdout.splitlines() if line.startswith(("!", "Overfull", "LaTeX Warning: Ref"))] == []
