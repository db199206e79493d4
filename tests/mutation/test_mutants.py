"""Mutants break what is computed, one thing each, and nothing that is only said."""

import ast

import pytest

from tests.mutation.__main__ import PARTS, ROOT, drawn, outcome
from tests.mutation.mutants import mutants_of

SOURCE = '''"""Not - this."""
def f(a: "x - y", b, KEEP):
    """Nor - this."""
    if a > 1 and b:
        raise ValueError("nor" " - this")
    return KEEP * add(a, b) if isinstance(a, (Seed, Cotangent)) else ".sum(axis=0)"
'''


def news():
    return {(one.old, one.new) for one in mutants_of("f.py", SOURCE)}


@pytest.mark.parametrize(
    "change",
    [
        ("a > 1", "a >= 1"),
        ("a > 1 and b", "False"),
        ("a > 1 and b", "(b)"),
        ("1", "2"),
        ("KEEP * add(a, b)", "(add(a, b))"),
        ("add(a, b)", "add(a)"),
        ("(Seed, Cotangent)", "(Cotangent,)"),
        ('".sum(axis=0)"', "'[0]'"),
    ],
)
def test_each_kind_is_made(change):
    assert change in news()


def test_what_is_only_said_stays():
    assert not any("this" in old or "x - y" in old for old, _ in news())


def test_every_mutant_is_another_program_whose_syntax_holds():
    source = SOURCE.encode()
    for one in mutants_of("f.py", SOURCE):
        assert ast.dump(ast.parse(one.applied(source))) != ast.dump(ast.parse(source)) or "(" in one.new


def test_the_draw_is_told_by_its_seed_and_takes_from_each_part():
    parts = ["transposes", "tangents"]
    first, again, other = (list(drawn(parts, 4, seed)) for seed in (1, 1, 2))
    assert first == again != other
    assert [part for part, _ in first] == [*parts, *parts]


@pytest.mark.parametrize("part", PARTS)
def test_every_part_has_modules_and_tests(part):
    modules, tests = PARTS[part]
    assert any(path.exists() for pattern in modules for path in (ROOT / "symgrad").glob(pattern))
    assert any((ROOT / test).exists() for test in tests)


def test_a_broken_rule_is_found_and_a_whole_one_is_not(tmp_path, monkeypatch):
    monkeypatch.setenv("SYMGRAD_MUTATION", str(tmp_path))
    monkeypatch.setitem(PARTS, "modes", (PARTS["modes"][0], ("tests/calculus/test_simplification.py",)))
    hadamard = next(
        one
        for one in mutants_of("symgrad/algebra.py", (ROOT / "symgrad" / "algebra.py").read_text())
        if one.old.startswith("a.is_zero") or "is_zero(part)" in one.old
    )
    assert outcome(("modes", hadamard, 200))[2] == "killed"
    unchanged = type(hadamard)(hadamard.path, 1, 0, 0, "", "")
    assert outcome(("modes", unchanged, 200))[2] == "survived"
