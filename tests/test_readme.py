"""What the README shows runs, and its text blocks are what comes."""

import re
from pathlib import Path

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_python_runs_and_prints_what_is_shown(capsys):
    """A block of text that follows a block of Python is what that prints."""
    scope = {}
    shown = 0
    for language, source in re.findall(r"```(python|text)\n(.*?)```", README, re.DOTALL):
        if language == "python":
            exec(source, scope)
            printed = capsys.readouterr().out
        elif not source.startswith("symgrad "):
            assert printed == source
            shown += 1
    assert shown == 2


def test_the_comments_say_what_comes(capsys):
    scope = {}
    source = "\n".join(blocks("python"))
    exec(source, scope)
    shown = dict(re.findall(r"^(sg\.gradient\(.*?\)|sg\.jacobian\(.*?entry)\s+# (.*)$", source, re.MULTILINE))
    assert len(shown) == 3
    for call, expected in shown.items():
        assert str(eval(call, scope)) == expected


def test_the_first_two_commands_are_the_main_job_and_the_tests():
    first, second = blocks("sh")
    assert first.strip().endswith("python3 derivations/notebook/derive.py")
    assert second.strip().endswith("python3 -m pytest -n 2")
