"""Files that are not read, each with the reason and the place; and files just short of that, which are."""

import contextlib
import json
import time

import pytest

from symgrad.errors import LatexSyntaxError
from symgrad.latex_reading.files.tex_files import DEEPEST, MOST_FILES
from symgrad.latex_reading.files.whole_files import file_read
from symgrad.latex_reading.parsing.text_read import text_read
from symgrad.latex_reading.tex.tex_tokens import LONGEST
from tests.latex_reading.test_whole_files import cells, formulas, put, shown

GOOD = r"\[ h = W x \]"


def refusal(path):
    """What the error says, without the lines that show the place."""
    with pytest.raises(LatexSyntaxError) as caught:
        file_read(path)
    return str(caught.value).split("\n")[0]


@pytest.mark.parametrize(
    "name", ["../outside", "../paper2/outside.tex", "part/../../outside", "link", "far/outside", "{absolute}"]
)
@pytest.mark.parametrize("call", [r"\input{%s}", r"\include{%s}", r"\input %s"])
def test_a_file_outside_the_folder_is_not_read(tmp_path, name, call):
    folder = tmp_path / "paper"
    put(tmp_path, {"outside.tex": GOOD, "paper2/outside.tex": GOOD, "paper/part/own.tex": GOOD})
    (folder / "link.tex").symlink_to(tmp_path / "outside.tex")
    (folder / "far").symlink_to(tmp_path)
    name = name.format(absolute=tmp_path / "outside.tex")
    said = refusal(put(folder, {"main.tex": f"a\n  {call % name}"}))
    place = f"{folder / 'main.tex'}:2:3: {name}: "
    assert said == place + "the file stands outside the folder of main.tex; only files inside it are read."


def test_a_file_inside_is_read_over_a_link_and_over_its_parent(tmp_path):
    path = put(tmp_path, {"main.tex": r"\input{link} \input{part/../own}", "own.tex": GOOD, "part/a.tex": ""})
    (tmp_path / "link.tex").symlink_to(tmp_path / "own.tex")
    assert shown(file_read(path)) == ["h = W x", "h = W x"]


def test_a_file_that_is_not_there_is_named_with_its_place(tmp_path):
    path = put(tmp_path, {"main.tex": r"\input{own}", "own.tex": "\n\\[ a = b \\] \\include{sections/none}"})
    there = f"{tmp_path / 'own.tex'}:2:13: sections/none: there is no such file in the folder of main.tex."
    assert refusal(path) == there
    assert refusal(tmp_path / "none.tex") == f"{tmp_path / 'none.tex'}:1:1: there is no such file."
    assert refusal(tmp_path).endswith(": there is no such file.")
    assert "there can be no file of this name" in refusal(put(tmp_path, {"main.tex": rf"\input{{{'a' * 300}}}"}))


def test_what_names_no_file_is_left_alone(tmp_path):
    text = r"\newcommand{\all}[1]{\input{#1}} \input{\jobname} \includegraphics{x} \inputencoding{utf8}"
    text += r"\input{glyphtounicode} \input{plot.tikz}"
    assert shown(file_read(put(tmp_path, {"main.tex": text + GOOD}))) == ["h = W x"]


def test_files_take_themselves_in_no_more_than_once(tmp_path):
    assert refusal(put(tmp_path, {"main.tex": r"\input{main}"})).endswith("1:1: main: the file takes itself in.")
    ring = {"main.tex": r"\input{a}", "a.tex": r"\input{b}", "b.tex": r"\input{a}"}
    assert refusal(put(tmp_path, ring)) == f"{tmp_path / 'b.tex'}:1:1: a: the file takes itself in."
    twice = {"main.tex": r"\input{c}\input{c}", "c.tex": GOOD}
    assert len(shown(file_read(put(tmp_path, twice)))) == 2


def test_files_stand_in_each_other_as_deep_as_told(tmp_path):
    files = {f"f{k}.tex": rf"\input{{f{k + 1}}}" for k in range(DEEPEST)}
    path = put(tmp_path, {**files, f"f{DEEPEST - 1}.tex": GOOD})
    assert shown(file_read(path)) == ["h = W x"]
    put(tmp_path, {**files, f"f{DEEPEST}.tex": GOOD})
    assert refusal(path).endswith(
        f"f{DEEPEST - 1}.tex:1:1: f{DEEPEST}: files stand deeper than {DEEPEST} in each other."
    )


def test_as_many_files_are_read_as_told(tmp_path):
    path = put(tmp_path, {"main.tex": r"\input{a}" * (MOST_FILES - 1), "a.tex": GOOD})
    assert len(shown(file_read(path))) == MOST_FILES - 1
    put(tmp_path, {"main.tex": r"\input{a}" * MOST_FILES})
    assert refusal(path).endswith(f"a: the text stands in more than {MOST_FILES} files.")


def test_as_much_is_read_as_told(tmp_path):
    half = "a" * (LONGEST // 2 - 100)
    path = put(tmp_path, {"main.tex": rf"{GOOD}\input{{b}}" + half, "b.tex": half})
    assert shown(file_read(path)) == ["h = W x"]
    put(tmp_path, {"b.tex": half + "a" * 300})
    assert refusal(path) == f"{tmp_path / 'b.tex'}:1:1: the text is longer than {LONGEST} characters with this file."
    assert "most that is read" in refusal(put(tmp_path, {"long.md": "a" * (LONGEST + 1)}))
    assert "bytes" in refusal(put(tmp_path, {"long.md": "a" * (4 * LONGEST + 1)}))
    # A notebook is long by what it prints, and that is not read.
    book = json.loads(cells("$$ h = W x $$")) | {"metadata": "a" * (5 * LONGEST)}
    assert shown(file_read(put(tmp_path, {"long.ipynb": json.dumps(book)}))) == ["h = W x"]


@pytest.mark.parametrize(
    "mark", ["%", r"\verb|", "\\begin{verbatim}\n", "\\begin{comment}\n", r"\iffalse ", r"\endinput "]
)
def test_what_is_no_text_takes_in_no_file(tmp_path, mark):
    end = {"\\b": rf"\end{{{mark[7:-2]}}}", "\\i": r"\fi", "\\v": "|"}.get(mark[:2], "")
    path = put(tmp_path, {"main.tex": rf"{GOOD} {mark}\input{{none}}{end}"})
    assert shown(file_read(path)) == ["h = W x"]
    assert "no such file" in refusal(put(tmp_path, {"main.tex": rf"{GOOD} \{mark}" + r"\input{none}"}))


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_lines_end_as_they_do_anywhere(tmp_path, end):
    source = file_read(put(tmp_path, {"main.tex": b"one" + end + b"two" + end + b"  \\[ h = W x \\]"}))
    assert source.place(formulas(source)[0].start) == (3, 5)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
def test_a_text_is_read_in_the_encoding_that_it_has(tmp_path, encoding):
    source = file_read(put(tmp_path, {"main.tex": "Größe: $$ é = W x $$".encode(encoding)}))
    assert shown(source) == ["é = W x"]
    assert source.place(formulas(source)[0].start) == (1, 10)


def test_what_is_no_text_and_no_notebook_is_refused(tmp_path):
    assert refusal(put(tmp_path, {"a.tex": b"\\[ a = b \\]\0"})).endswith("this is no text: it holds null bytes.")
    assert ":1:2: this is no notebook, for it is no JSON" in refusal(put(tmp_path, {"a.ipynb": "{]"}))
    assert 'it has no "cells"' in refusal(put(tmp_path, {"a.ipynb": "[1, 2]"}))
    assert "too deep" in refusal(put(tmp_path, {"a.ipynb": "[" * 100_000}))


def test_older_notebooks_have_their_cells_in_worksheets(tmp_path):
    cell = {"source": "$$ h = W x $$", "cell_type": "markdown", "metadata": {"source": ["$$ no = 1 $$"], "cells": []}}
    source = file_read(put(tmp_path, {"a.ipynb": json.dumps({"worksheets": [{"cells": [cell]}]})}))
    assert shown(source) == ["h = W x"]
    assert shown(file_read(put(tmp_path, {"b.ipynb": json.dumps({"cells": [cell, {"cell_type": "markdown"}]})}))) == [
        "h = W x"
    ]


HOSTILE = {
    "tex": [
        "\\begin{verbatim}", "\\iffalse \\else ", "\\verb|", "%%%%\n", "\\input{a\\}", "$$", "\\[ ", "\\begin{math}\n",
    ],
    "md": [
        "```\n", "```math\n", "$`a`$", "`a``b", "<!--", "<pre>", "$$a$$", "\\[ a\n# b\n", "$ ", "---\n", "&lt;", "> ",
    ],
    "html": ["<", "<!--", "<!-- >", "<![CDATA[ >", "&#;", "<a ", "<p></b>", "<script>", "macros:{", "<a b='>", "</"],
    "ipynb": ['{"cells":[', '"', "\\"],
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_files_are_read_or_refused_in_time_that_grows_with_them(tmp_path, kind):
    def seconds(length):
        started = time.process_time()
        for k, unit in enumerate(HOSTILE[kind]):
            text = unit * (length // len(unit)) + "\\fi $$ -->"
            path = put(tmp_path, {f"{k}.{kind}": text})
            with contextlib.suppress(LatexSyntaxError):
                text_read(file_read(path), strict=False)
        return time.process_time() - started

    # Time that grew with the square would be sixteen times as much, each time; a busy machine is slow now and then.
    assert any(seconds(40_000) < 10 * max(seconds(10_000), 0.05) for _ in range(5))
