"""What comments say of shapes and conventions, and what the readers of whole files make of it."""

import json

import pytest

import symgrad as sg
from symgrad.errors import LatexSyntaxError
from symgrad.latex_reading.files.declared_in_text import declarations, settled
from symgrad.latex_reading.files.files_mended import files_mended
from symgrad.latex_reading.files.whole_files import file_read
from symgrad.latex_reading.tex.tex_tokens import Source
from tests.latex_reading.test_whole_files import cells, formulas, put

SHAPES = {"W_i": ("H", "D"), "b": ("H",), "L": ()}


@pytest.mark.parametrize(
    "text",
    [
        "% symgrad: shapes W_i (H, D), b (H,), L ()",
        "a = b \\\\%symgrad:shapes W_i(H,D),b(H),L()\n",
        "% symgrad: shape W_i (H, D)\n%% symgrad : shapes b (H,), L ()",
        "<!-- symgrad: shapes\n  W_i (H, D),\n  b (H,),\n  L () -->",
        "<!-- symgrad: shapes W_i (H, D); shapes b (H,), L () --><!-- symgrad: shapes L () -->",
        '% symgrad: shapes "W_i" (H, D), "b" (H,)  , L ( )',
    ],
)
def test_shapes_are_read(text):
    assert declarations(Source(text)) == (SHAPES, {})


def test_names_are_as_authors_write_them():
    text = (
        r'% symgrad: shapes W_{i,j} (H, 2), \tilde{h}_t (H,), f(x) (n,), h^{\langle t-1 \rangle} (m, n), "a (1)" (3,)'
    )
    names = {r"W_{i,j}": ("H", 2), r"\tilde{h}_t": ("H",), "f(x)": ("n",), r"h^{\langle t-1 \rangle}": ("m", "n")}
    assert declarations(Source(text))[0] == names | {"a (1)": (3,)}


def test_conventions_are_read():
    text = '% symgrad: convention "*" = "hadamard", "\\delta_t"="cotangent of h_t"\n% symgrad: shapes b (n,)\n'
    assert declarations(Source(text)) == ({"b": ("n",)}, {"*": "hadamard", r"\delta_t": "cotangent of h_t"})
    text = '<!-- symgrad: conventions "T" = "last step" shapes b (n,) -->'
    assert declarations(Source(text)) == ({"b": ("n",)}, {"T": "last step"})


def test_what_speaks_to_nobody_is_no_declaration():
    assert declarations(Source("\\% symgrad: shapes W\n% Symgrad is: shapes\n<!-- shapes W (H) -->")) == ({}, {})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("% symgrad: shapse W (H)", "1:12: shapes or convention was expected, but shapse came. Did you mean shapes?"),
        ("% symgrad:", "1:11: shapes or convention was expected, but the comment ends."),
        ("% symgrad: shapes W", "1:19: a name with its shape was expected, as in W_i (H, D), b (H,), L ()."),
        ("% symgrad: shapes W (H, D), ", "1:29: a name with its shape"),
        ("% symgrad: shapes W (H+1,)", "1:19: a name with its shape"),
        ("% symgrad: shapes W (H, D) b (H)", "1:19: a name with its shape"),
        ("% symgrad: shapes W (H, 0)", "1:21: a size is a name or a whole number from 1 on, but 0 came."),
        ("% symgrad: shapes W (B, H, D)", "1:21: a shape has at most two sizes, but 3 came."),
        ('\n % symgrad: shapes "W (H)', "2:20: this quotation is never closed"),
        ('% symgrad: convention * = "hadamard"', '1:23: two sides in quotes were expected, as in "*" = "hadamard".'),
        ('% symgrad: convention "*" "hadamard"', "1:23: two sides in quotes"),
        ('% symgrad: convention "*" = hadamard', "1:23: two sides in quotes"),
        ("% symgrad: shapes b (n)\n% symgrad: shapes b (m)", "2:19: b is said to be (n) before, and (m) here."),
        ("<!-- symgrad: shapes b (n)", "1:1: this comment is never closed; add -->."),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(text, said):
    with pytest.raises(LatexSyntaxError) as caught:
        declarations(Source(text, "a.tex"))
    assert str(caught.value).startswith(f"a.tex:{said}")


def test_the_caller_wins():
    source = Source('% symgrad: shapes W_i (H, D), b (H,)\n% symgrad: convention "*" = "hadamard"')
    assert settled([source], {"b": (3,)}, {"*": "scalar"}) == ({"W_i": ("H", "D"), "b": (3,)}, {"*": "scalar"})
    assert list(settled([source], {"W_{i}": ("n", "n")}, None)[0]) == ["W_i", "b", "W_{i}"]


FORWARD = r"$$ z = W x, \quad h = \tanh(z) $$ $$ L = c^T h $$"
CLAIM = r"\[ \frac{\partial L}{\partial z} = c \odot h \odot (1 - h) \]"
REST = r"\[ \frac{\partial L}{\partial W} = \frac{\partial L}{\partial z} x^T \]"
TEX = {
    "main.tex": f"% symgrad: shapes W (H, D), x (D,)\n\\input{{forward}}\n{CLAIM}\n\\input{{rest}}",
    "forward.tex": FORWARD,
    "rest.tex": f"\n{REST}\n",
}


def test_a_system_is_read_from_a_file(tmp_path):
    files = {"main.tex": "% symgrad: shapes W (H, D)\n\\input{forward}", "forward.tex": FORWARD}
    system = sg.read_latex(put(tmp_path, files))
    text = "\n".join(map(str, system.equations))
    assert text == "\n".join(map(str, sg.read_latex(FORWARD, {"W": ("H", "D")}).equations))
    assert "H" in str(system.equations[0].rhs.shape)
    assert "H" not in str(sg.read_latex(FORWARD).equations[0].rhs.shape)


def test_the_claims_of_a_file_are_judged_where_they_stand(tmp_path):
    report = sg.verify(put(tmp_path, TEX))
    assert [(one.status, one.line, one.column) for one in report.verdicts] == [("wrong", 3, 4), ("right", 2, 4)]
    diff = report.corrected().splitlines()
    assert diff[0] == f"--- {tmp_path / 'main.tex'}"
    assert diff[2:4] == ["@@ -1,4 +1,4 @@", " % symgrad: shapes W (H, D), x (D,)"]
    assert [line for line in diff[3:] if line[0] in "+-"] == [
        "-" + CLAIM, "+\\[ " + report.verdicts[0].right + " \\]"
    ]  # fmt: skip
    assert "rest.tex" not in report.corrected()


def test_a_string_is_a_path_where_it_can_be_nothing_else(tmp_path):
    path = put(tmp_path, TEX)
    assert [one.status for one in sg.verify(str(path)).verdicts] == ["wrong", "right"]
    with pytest.raises(LatexSyntaxError, match=r"none\.tex:1:1: there is no such file"):
        sg.verify(str(tmp_path / "none.tex"))
    assert not sg.verify("h = " + " + ".join(["b"] * 120)).verdicts  # too long for the name of a file


def test_a_forward_pass_and_its_claims_may_be_of_two_kinds(tmp_path):
    claim = r"$$ \frac{\partial L}{\partial z} = c \odot (1 - h \odot h) $$"
    forward = put(tmp_path, {"forward.md": f"<!-- symgrad: shapes W (H, D) -->\n{FORWARD}\n"})
    report = sg.verify(put(tmp_path, {"claims.ipynb": cells("One", claim)}), forward)
    assert [one.status for one in report.verdicts] == ["right"]


@pytest.mark.parametrize("kind", ["ipynb", "html", "script"])
def test_a_change_is_spelled_as_the_file_spells_it(tmp_path, kind):
    if kind == "ipynb":
        path = put(tmp_path, {"a.ipynb": cells("$$ a = b \\\\ c = d $$")})
    else:
        around = ("<p>$$", "$$</p>") if kind == "html" else ('<script type="math/tex; mode=display">', "</script>")
        path = put(tmp_path, {"a.html": f"{around[0]} a = b c = d {around[1]} <p>&amp;</p>"})
    source = file_read(path)
    start = source.text.index("c")
    new = '\\frac{a}{b} < "c"'
    ((name, before, after),) = files_mended(source, [(start, start + 1, new)])
    assert (name, before) == (str(path), path.read_text())
    path.write_text(after)
    again = file_read(path)
    assert formulas(again)[0].text == formulas(source)[0].text.replace("c", new)
    assert len(after) > len(before)
    if kind == "ipynb":
        assert json.loads(after)
