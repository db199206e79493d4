"""Mutants break what is computed, one thing each, and nothing that is only said."""

import ast

import pytest

from tests.mutation.drawing import PARTS, drawn
from tests.mutation.mutants import Mutant, mutants_of, parses
from tests.mutation.named import NAMED
from tests.mutation.reach import Reach
from tests.mutation.recording import ROOT, marked_code
from tests.mutation.running import copied, rounds, verdict
from tests.mutation.survivors import SURVIVORS

SOURCE = '''"""Not - this."""
def f(a: "x - y", b, KEEP):
    """Nor - this."""
    if a > 1 and b:
        raise ValueError("nor" " - this")
    return KEEP * add(a, b) if isinstance(a, (Seed, Cotangent)) else ".sum(axis=0)"
'''

FILE = "symgrad/algebra/constructors.py"


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
        broken = one.applied(source)
        assert not parses(broken) or ast.dump(ast.parse(broken)) != ast.dump(ast.parse(source)) or "(" in one.new


def test_the_draw_is_told_by_its_seed_and_takes_from_each_part():
    parts = ["transposes", "tangents"]
    first, again, other = (list(drawn(parts, 4, seed)) for seed in (1, 1, 2))
    assert first == again != other
    assert [part for part, _ in first] == [*parts, *parts]


@pytest.mark.parametrize("part", PARTS)
def test_every_part_has_modules(part):
    assert all(list((ROOT / "symgrad").glob(pattern)) for pattern in PARTS[part])


@pytest.mark.parametrize("named", NAMED, ids=lambda named: f"{named.what}: {named.new[:30]}")
def test_each_named_mutant_is_a_change_of_the_source_as_it_stands(named):
    mutant = named.mutant()
    source = (ROOT / mutant.path).read_bytes()
    assert ast.dump(ast.parse(mutant.applied(source))) != ast.dump(ast.parse(source))


def test_each_survivor_is_a_change_of_the_source_as_it_stands():
    for one in SURVIVORS:
        source = " ".join((ROOT / one.path).read_text().split())
        assert one.old in source, one


def reach(reached, seconds):
    return Reach(seconds, {place: set(tests) for place, tests in reached.items()}, frozenset())


def test_tests_that_reach_the_statement_run_the_quick_ones_of_each_kind_first():
    known = reach(
        {f"{FILE}:1": ["t.py::a[1]", "t.py::a[2]", "t.py::b"], f"{FILE}:9000": ["t.py::c"]},
        {"t.py::a[1]": 1.0, "t.py::a[2]": 2.0, "t.py::b": 3.0, "t.py::c": 0.1, "t.py::d": 0.0},
    )
    mutant = Mutant(FILE, 1, 0, 0, "", "")
    assert known.tests_of(mutant) == (["t.py::a[1]", "t.py::b", "t.py::a[2]"], "statement")
    last = (ROOT / FILE).read_text().count("\n")
    elsewhere = Mutant(FILE, last, 0, 0, "", "")
    assert known.tests_of(elsewhere)[1] == "module"
    assert set(known.tests_of(elsewhere)[0]) == {"t.py::a[1]", "t.py::b", "t.py::a[2]", "t.py::c"}
    assert known.tests_of(Mutant("symgrad/algebra/blocks.py", 1, 0, 0, "", ""))[1] == "suite"


def test_rounds_begin_with_little_and_end_at_the_limit():
    seconds = {f"t.py::t{k}": 2.0 for k in range(40)}
    first, second, third = rounds(list(seconds), reach({}, seconds), 30.0)
    assert (len(first), len(second), len(third)) == (1, 10, 4)
    assert len({*first, *second, *third}) == 15


def test_marks_tell_which_statements_run():
    source = b"def f(x):\n    'told'\n    if x:\n        return (lambda: 1)()\n    return 2\n"
    reached, scope = set(), {}
    exec(marked_code(source, str(ROOT / "symgrad" / "f.py")), scope | {"__reached__": reached.add}, scope)
    made = scope["f"]
    made.__globals__["__reached__"] = reached.add
    assert (made.__doc__, made(0)) == ("told", 2)
    assert reached == {"symgrad/f.py:3", "symgrad/f.py:5"}
    assert made(1) == 1
    assert "symgrad/f.py:4" in reached


def test_a_broken_rule_is_found_and_a_whole_one_is_not(tmp_path):
    tests = [f"tests/calculus/test_simplification.py::{name}" for name in _tests_of("test_simplification.py")]
    known = reach({f"{FILE}:1": tests}, dict.fromkeys(tests, 0.01))
    tree = copied(tmp_path)
    source = (ROOT / FILE).read_bytes()
    broken = Mutant(FILE, 1, 0, len(source), "", "raise ValueError")
    assert verdict(broken, known, tree, 60).said == "killed"
    unchanged = Mutant(FILE, 1, 0, 0, "", "")
    said = verdict(unchanged, known, tree, 60)
    assert (said.said, said.tests) == ("survived", len(tests))
    assert (tree / FILE).read_bytes() == source


def _tests_of(file):
    tree = ast.parse((ROOT / "tests" / "calculus" / file).read_text())
    return [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and not node.decorator_list
    ][:2]
