"""The page "Check the backward pass of my paper": what it shows is what comes."""

import re
import shlex
from pathlib import Path

import symgrad as sg
from symgrad.cli import main

FOLDER = Path(__file__).parents[2] / "derivations" / "checking_a_paper"
PAGE = (FOLDER / "README.md").read_text(encoding="utf-8")


def shown(language):
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def test_the_command_prints_what_the_page_shows(monkeypatch, capsys):
    monkeypatch.chdir(FOLDER)
    words = shlex.split(shown("sh")[0])
    assert words[0] == "symgrad"
    assert main(words[1:]) == 1
    printed = capsys.readouterr().out
    assert printed.startswith(shown("text")[0])
    assert printed.endswith("2 right, 3 wrong\n")


def test_the_python_prints_what_the_page_shows(monkeypatch, capsys):
    monkeypatch.chdir(FOLDER)
    exec(shown("python")[0], {})
    first, second = capsys.readouterr().out.splitlines()
    assert f"{first}\n" == shown("text")[1]
    assert second.startswith(r"\vh_t^\top -> \frac{\partial L}{\partial U} &= \sum_{t=1}^{T} \delta_t \vh_{t-1}")


def test_the_paper_put_right_is_right(monkeypatch):
    monkeypatch.chdir(FOLDER)
    conventions = {r"\delta_t": r"cotangent of the argument of \vh_t"}
    report = sg.verify(Path("paper.tex"), conventions=conventions)
    text = (FOLDER / "paper.tex").read_text(encoding="utf-8")
    for verdict in report.verdicts:
        if verdict.status == "wrong":
            assert verdict.claim in text
            text = text.replace(verdict.claim, verdict.right)
    again = sg.verify(text, conventions=conventions)
    assert [verdict.status for verdict in again.verdicts] == ["right"] * 5, str(again)
    diff = report.corrected()
    assert diff.count("\n-\\") == diff.count("\n+\\") == 3


def test_the_page_in_markdown_and_html():
    report = sg.verify(FOLDER / "paper.tex", conventions={r"\delta_t": r"cotangent of the argument of \vh_t"})
    assert report.markdown().count("\n| ") == 1 + 5
    assert report._repr_html_().count("<tr") == 6
