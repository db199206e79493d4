"""Files as authors write them: which formulas are found in them, and where in the file each of their signs stands."""

import json
import re

import pytest

from symgrad.errors import LatexSyntaxError
from symgrad.latex_reading.files.displays_found import displays_of
from symgrad.latex_reading.files.whole_files import file_read
from symgrad.latex_reading.parsing.text_read import text_read
from symgrad.latex_reading.tex.tex_macros import definitions
from symgrad.latex_reading.tex.tex_tokens import Source


def put(folder, files):
    """The first of the files, all written into a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder / next(iter(files))


def formulas(source):
    macros, places = definitions(source)
    return displays_of(source, macros, places)


def shown(source):
    """The displays, their blanks one each."""
    return [" ".join(one.text.split()) for one in formulas(source) if not one.inline]


def cells(*said):
    """A notebook of these cells: of Markdown; where it begins with #!, of code."""
    return json.dumps(
        {
            "cells": [
                {
                    "cell_type": "code" if text.startswith("#!") else "markdown",
                    "source": text.splitlines(keepends=True),
                    "outputs": [{"text": ["$$o = 1$$"]}],
                }
                for text in said
            ]
        },
        indent=1,
    )


TEX = r"""\documentclass{article}
% $$no = 1$$ \input{missing}
\newcommand{\be}{\begin{equation}}\newcommand{\ee}{\end{equation}}
\begin{document}
\verb|$$no = 2$$| costs 5\% \be h = W x \ee
\begin{verbatim}
\[ no = 3 \] \input{missing}
\end{verbatim}
\input{parts/first}
\include{parts/second.tex} \[ y = V h \] \includegraphics{missing}
\iffalse \[ no = 4 \] \ifx\a\b \fi $p \iff q$ \else \[ z = U y \] \fi
\end{document}
\[ no = 5 \]
"""
FIRST = "\\begin{align}\n  a &= b \\\\ % no = 6\n  c &= d\n\\end{align}\n\\input third % the third"
SECOND = "$$ e = f $$ \\endinput $$ no = 7 $$"

MARKDOWN = r"""---
title: "$$no = 1$$"
---
# A page
In a line $$i = j$$ of words, `$$no = 2$$` and ``$$no ` 3$$``. $`k = l`$ and {math}`m = n`
$$
h = W x
$$ (the-first)
```python
$$no = 4$$
```
- $$y = V h$$ {#eq-y}
> $$
> z = U y
> $$

~~~~math
a &lt; b
~~~~
````{note}
```{math}
:label: second
:nowrap:
c = d
```
````
:::{math}
---
label: third
---
e = f
:::
<pre>$$no = 5$$</pre> <!-- $$no = 6$$ --> {% raw %}
\\[ p = q \\] and \[1\] and 50% of \[ r = s \]
```{code-cell}
$$no = 7$$
"""
RMARKDOWN = """---
header-includes:
  - \\newcommand{\\half}{\\frac{1}{2}}
---
```{r, echo=FALSE}
x <- "$$no = 1$$"
```
There are `r nrow(x)` rows.
\\begin{equation} L = \\half e^2 (\\#eq:loss) \\end{equation}
"""
NOTEBOOK = cells(
    "# One\n$$\nh = \\tanh(W x)\n$$\nand $$ never closed",
    "#! $$no = 1$$",
    '\\begin{align}\ny &= "V" h \\\\\nz &= y\n\\end{align}\n',
    "é \U0001d465: $$ x = \U0001d465 $$ `$$no = 2$$`",
)
HTML = r"""<html><head><title>$$no = 1$$</title><script>
  MathJax = {tex: {macros: {half: "{\\frac{1}{2}}", two: ["#1 + #2", 2]}}}; // $$no = 2$$
</script></head><body><pre>$$no = 3$$</pre><code>$$no = 4$$</code> <!-- $$no = 5$$ -->
<p>We have \[ h = <em>W</em> x \]
<br>$$ a &lt; b &amp; c $$</p><div class="tex2jax_ignore"><div>$$no = 6$$</div></div>
<script type="math/tex; mode=display">% <![CDATA[
y = \two{V}{h} < 2 %]]></script> <script type="math/tex">k = l</script>
<span class="katex-display"><annotation encoding="application/x-tex">e = f &gt; g</annotation></span>
</body></html>
"""
FILES = {
    "tex": (
        {"main.tex": TEX, "parts/first.tex": FIRST, "parts/second.tex": SECOND, "third.tex": "\\[ t = u \\]"},
        ["h = W x", r"a &= b \\ c &= d", "t = u", "e = f", "y = V h", "z = U y"],
    ),
    "markdown": (
        {"page.md": MARKDOWN},
        ["h = W x", "y = V h", "z = U y", "a < b", r"\label{second} c = d", r"\label{third} e = f", "p = q", "r = s"],
    ),
    "R Markdown": ({"page.Rmd": RMARKDOWN}, [r"L = \half e^2 \label{eq:loss}"]),
    "notebook": (
        {"book.ipynb": NOTEBOOK},
        [r"h = \tanh(W x)", "$$", 'y &= "V" h \\\\ z &= y', "x = \U0001d465"],
    ),
    "HTML": (
        {"page.html": HTML},
        ["h = W x", "a < b & c", r"% [CDATA[ y = \two{V}{h} < 2 %]]>", "e = f > g"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", FILES)
def test_the_displays_of_a_file_and_no_others(kind, tmp_path):
    files, expected = FILES[kind]
    source = file_read(put(tmp_path, files))
    assert shown(source) == expected
    assert "no = " not in " ".join(one.text for one in formulas(source) if one.inline)


# What stands in a file where the text has something else: an escape, a reference, the head of a fence, its label.
INSTEAD = {"<": "<&", ">": ">&", "&": "&", '"': "\\"}


def misplaced(source, contents):
    """The signs of formulas that stand elsewhere than their places say."""
    lines = {name: text.replace("\r\n", "\n").replace("\r", "\n").split("\n") for name, text in contents.items()}
    labels = [match.span() for match in re.finditer(r"\\label\{.*?\}", source.text)]
    found = []
    for one in formulas(source):
        for offset in range(one.start, one.end):
            sign = source.text[offset]
            if sign.isspace() or any(start <= offset < end for start, end in labels):
                continue
            line, column = source.place(offset)
            there = lines.get(source.file_at(offset), [])[line - 1 : line]
            if not there or there[0][column - 1 : column] not in (*INSTEAD.get(sign, sign), "\\" * (sign > "\x7f")):
                found.append((sign, line, column))
    return found


@pytest.mark.parametrize("kind", FILES)
def test_every_sign_stands_where_its_place_says(kind, tmp_path):
    files, _ = FILES[kind]
    source = file_read(put(tmp_path, files))
    contents = {str(tmp_path / name): text for name, text in files.items()}
    assert misplaced(source, contents) == []


@pytest.mark.parametrize("kind", ["tex", "notebook", "HTML"])
def test_places_in_the_text_that_is_read_would_be_found_wrong(kind, tmp_path):
    files, _ = FILES[kind]
    path = put(tmp_path, files)
    source = file_read(path)
    contents = {str(tmp_path / name): text for name, text in files.items()}
    assert len(misplaced(Source(source.text, str(path), kind=source.kind), contents)) > 10


def test_a_place_and_a_file_are_told_for_what_an_input_takes_in(tmp_path):
    files, _ = FILES["tex"]
    read = text_read(file_read(put(tmp_path, files)))
    told = [(row.span.source.file_at(row.span.start), *row.span.source.place(row.span.start)) for row in read.rows]
    names = [(str(tmp_path / name), line, column) for name, line, column in (
        ("main.tex", 5, 33), ("parts/first.tex", 2, 3), ("parts/first.tex", 3, 3), ("third.tex", 1, 4),
        ("parts/second.tex", 1, 4), ("main.tex", 10, 31), ("main.tex", 11, 56),
    )]  # fmt: skip
    assert told == names
    with pytest.raises(LatexSyntaxError, match=r"third\.tex:1:4: here") as caught:
        read.rows[3].span.source.refused(read.rows[3].span.start, "here")
    assert (caught.value.line, caught.value.column) == (1, 4)


def test_labels_are_those_of_the_file(tmp_path):
    rows = text_read(file_read(put(tmp_path, FILES["markdown"][0])), strict=False).rows
    assert [row.label for row in rows] == ["the-first", "eq-y", "", "second", "third", "", ""]
    rows = text_read(file_read(put(tmp_path, FILES["R Markdown"][0]))).rows
    assert [row.label for row in rows] == ["eq:loss"]


def test_macros_come_from_every_place_that_authors_put_them(tmp_path):
    rows = text_read(file_read(put(tmp_path, FILES["HTML"][0])), strict=False).rows
    assert [row.span.text.split()[0] for row in rows] == ["h", "y", "e"]
    own = {
        "main.tex": "\\input{macros}\\newcommand\\ab[2][x]{#1 + #2}\\be y = \\ab{2} \\ee \\[ z = \\sg(y) \\]",
        "macros.tex": "\\def\\be{\\begin{align}}\\def\\ee{\\end{align}}\\DeclareMathOperator{\\sg}{sigmoid}",
    }
    rows = text_read(file_read(put(tmp_path, own))).rows
    assert [len(row.sides) for row in rows] == [2, 2]
    (tmp_path / "macros.tex").write_text("")
    rows = text_read(file_read(tmp_path / "main.tex")).rows
    assert [row.span.text.split()[0] for row in rows] == ["z"]


def test_what_is_not_read_is_told_with_its_place_and_the_reason(tmp_path):
    unread = text_read(file_read(put(tmp_path, FILES["notebook"][0])), strict=False).unread
    assert (unread[0].line, unread[0].column, unread[0].text) == (10, 10, "$$")
    assert unread[0].reason == "this $$ is never closed; add $$."
    assert unread[0].file == str(tmp_path / "book.ipynb")
    unread = text_read(file_read(put(tmp_path, FILES["markdown"][0])), strict=False).unread
    assert [one.text for one in unread if "a line of text" in one.reason] == ["i = j", "k = l", "m = n"]
    assert [one.text for one in unread if "one side" in one.reason] == ["a < b"]
    with pytest.raises(LatexSyntaxError, match=r"book\.ipynb:10:10: this \$\$ is never closed"):
        text_read(file_read(put(tmp_path, FILES["notebook"][0])))


PARTS = {
    "tex": [
        "\\input{a} ",
        "\\include{a}",
        "% b\n",
        "\\verb|c|",
        "\\iffalse d \\fi ",
        "\\begin{comment}e\\end{comment}",
    ],
    "md": ["```\nb\n```\n", "```math\nc\n```\n", "$`d`$", "`e`", "> f\n", "&lt;", "<pre>g</pre>", "<!-- h -->"],
    "html": ["<p>", "</p>", "<b c='d'>", "&lt;", "&e ", "&#955;", "<!-- f -->", "<script>g</script>", "<br/>", "<"],
}


@pytest.mark.parametrize("kind", PARTS)
def test_what_comes_from_a_file_stands_there(kind, tmp_path, rng):
    """In files put together at random: each word is read at most once, from the place where it stands."""
    for _ in range(60):
        words = iter(f"word{k}" for k in range(100))
        parts = [str(rng.choice([*PARTS[kind], "\n"])) + next(words) + " " for _ in range(rng.integers(1, 25))]
        files = {f"x.{kind}": "".join(parts), "a.tex": "own1\nown2 "}
        source = file_read(put(tmp_path, files))
        contents = {str(tmp_path / name): text.split("\n") for name, text in files.items()}
        found = list(re.finditer(r"word\d+|own\d", source.text))
        for match in found:
            line, column = source.place(match.start())
            text = contents[source.file_at(match.start())][line - 1]
            assert re.match(r"\w+", text[column - 1 :])[0] == match[0]
        own = [match[0] for match in found if match[0].startswith("word")]
        assert own == sorted({*own}, key=lambda word: int(word[4:]))
        if kind == "tex":
            assert [match[0] for match in found].count("own1") == "".join(parts).count("{a}")


def test_fences_of_maths_are_read_in_a_text_that_is_no_file():
    text = "x\n```math\na = b\n```\n\n```math\nc = d\n```\n```py\n$$no = 1$$\n```\n~~~{math}\ng = h\n~~~\n"
    assert [row.span.text for row in text_read(Source(text)).rows] == ["a = b", "c = d", "g = h"]


def test_braces_round_a_whole_display_change_nothing():
    text = r"$$ {\textstyle \begin{aligned} a &= b \\ c &= {d} \end{aligned}} $$ $$ {e} = {f} $$"
    assert [len(row.sides) for row in text_read(Source(text)).rows] == [2, 2, 2]
