"""The text with its wrong claims put right: of families and of stacked rows too, each verified again."""

import pytest

import symgrad as sg
from symgrad.latex_reading.files.files_mended import files_mended

FORWARD = r"$$ a = W_a x, \quad b = W_b x, \quad c = W_c x, \quad L = u^T (a \odot b \odot c) $$" + "\n"
SHAPES = {"x": ("n",), "a": ("m",)}
RANGE = r"\in \{a, b, c\}"
OWN = r"u \odot b \odot c x^T"  # right of a alone
FAMILIES = {
    "all members alike": (rf"\delta W_\star = \delta \star x, \quad \star {RANGE}", "wrong" * 3, r"\delta \star x^T"),
    "all members, a letter": (rf"\delta W_k = \delta k x, \quad k {RANGE}", "wrong" * 3, r"\delta k x^T"),
    "all but one": (rf"\delta W_\star = {OWN}, \quad \star {RANGE}", "right wrong wrong", r"\delta W_a ="),
    "all but one, a letter": (rf"\delta W_k = {OWN}, \quad k {RANGE}", "right wrong wrong", r"\delta W_a ="),
    "one of two rows, the first": (
        rf"\begin{{aligned}} \delta W_\star &= {OWN}, \label{{eq:w}} \\ \delta W_\star &= (\delta \star) x^T, \quad "
        rf"\star {RANGE} \end{{aligned}}", "right wrong wrong right right right", r"\star &= (\delta \star) x^T"),
    "one of two rows, the last": (
        rf"\begin{{aligned}} \delta W_\star &= (\delta \star) x^T, \\ \delta W_\star &= {OWN}, \quad \star {RANGE} "
        r"\end{aligned}", "right right right right wrong wrong", r"\delta W_\star &= (\delta \star) x^T"),
    "rows that stand stacked": (
        r"\begin{pmatrix} \delta a \\ \delta b \\ \delta c \end{pmatrix} = \begin{pmatrix} u \odot b \odot c \\ "
        r"u \odot b \odot c \\ u \odot b \odot b \end{pmatrix}", "right wrong wrong", r"\begin{pmatrix} \delta a"),
}  # fmt: skip


def _statuses(report):
    return "".join(one.status for one in report.verdicts)


@pytest.mark.parametrize("sort", FAMILIES)
def test_a_family_that_is_mended_is_right(sort):
    claims, statuses, kept = FAMILIES[sort]
    report = sg.verify(f"{FORWARD}$$ {claims} $$", None, SHAPES)
    assert _statuses(report) == statuses.replace(" ", "")
    ((_, before, after),) = files_mended(report.source, report.changes)
    assert kept in after
    assert after.count(r"\label") == before.count(r"\label")
    again = sg.verify(after, None, SHAPES)
    assert {one.status for one in again.verdicts} == {"right"}
    assert not again.unread
    assert len(again.verdicts) == len(report.verdicts)
    assert not again.corrected()
    assert report.corrected()


def test_what_belongs_to_several_rows_is_left_as_it_is():
    claims = (
        r"\begin{pmatrix} \delta a \\ \delta b \end{pmatrix} = u \odot c \odot \begin{pmatrix} b \\ b \end{pmatrix}"
    )
    report = sg.verify(f"{FORWARD}$$ {claims} $$", None, SHAPES)
    assert report.count("wrong")
    assert not report.corrected()


def test_a_star_that_a_macro_writes_is_left_to_its_author():
    claims = rf"\delta W_\star = \delta \star \mine, \quad \star {RANGE}"
    report = sg.verify(rf"\newcommand{{\mine}}{{x (\star^T \star)}}{FORWARD}$$ {claims} $$", None, SHAPES)
    assert report.count("right") == 0
    assert not report.corrected()


def test_the_control_of_these_that_mends_one_member_in_the_row_of_all():
    claims, _, _ = FAMILIES["all but one"]
    report = sg.verify(f"{FORWARD}$$ {claims} $$", None, SHAPES)
    wrong = report.verdicts[1].right.replace("W_b", r"W_\star")
    text = f"{FORWARD}$$ {wrong}, \\quad \\star {RANGE} $$"
    assert not sg.verify(text, None, SHAPES)


def test_a_transpose_of_a_nabla_stands_behind_its_bracket():
    text = r"$$S = Q K^T$$ $$L = \frac{1}{2} \|S\|^2$$ $$\nabla_K L = \nabla_S L Q$$"
    shapes = {"Q": ("n", "d"), "K": ("n", "d")}
    found = sg.verify(text, shapes=shapes).verdicts[0]
    assert found.right == r"\nabla_K L = \left(\nabla_S L\right)^T Q"
    again = sg.verify(text.replace(found.claim, found.right), shapes=shapes).verdicts[0]
    assert again.status == "right"
