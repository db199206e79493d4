"""A system of which nothing is asked: it is told, and nothing is checked."""

import symgrad as sg
from symgrad.documents import Heading

a, b = sg.scalars("a b")


def test_a_system_without_outputs_is_told():
    system = sg.System([(b, a)], outputs=[])
    made = sg.document(system)
    assert made.title == "A cell without outputs"
    assert [block.text for block in made.blocks if isinstance(block, Heading)] == ["Names", "Forward pass", "Check"]
    assert "b &= a" in sg.markdown(made)


def test_its_check_says_that_it_checked_nothing():
    for method in ("forward", "central", "complex"):
        report = sg.System([(b, a)], outputs=[]).check(method=method)
        assert report.summary == "nothing was checked: there are no entries."
        assert not report
