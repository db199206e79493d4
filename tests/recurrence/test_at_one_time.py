"""What holds at one time of a backward pass is a System like any other: it prints, expands and is differentiated."""

import pytest
import sympy as sp

import symgrad as sg
from symgrad.expansion.entries import entries
from symgrad.expressions.symbols import Derived, ahead_of, at, derived, next_of, share_of
from symgrad.printing import latex_formula, legend
from symgrad.printing.names import latex_name
from symgrad.programs.program import Program
from tests.own_cells import REPRESENTATIVE

n = sg.dims("n")
BACK = sg.Recurrence(sg.cells.elman()).gradient()
NEXT = r"\bar{h}_{\mathrm{prev}}^{\mathrm{next}}"


def test_what_comes_from_one_step_later_prints_and_is_told():
    told = BACK.at_one_time
    assert rf"\bar{{h}} &= \Delta_h + {NEXT} \\" in told.latex()
    assert rf"${NEXT}$ is $\bar{{h}}_{{\mathrm{{prev}}}}$ of one step later" in told.legend()
    assert NEXT in sg.markdown(sg.document(BACK.derivative("bar_x", "x"), check=False))
    assert BACK.derivative("bar_x", "W")._repr_latex_().startswith(r"$\displaystyle \frac{\mathrm{d} \bar{x}_i}")


@pytest.mark.parametrize("name", REPRESENTATIVE)
def test_every_cell_at_one_time_has_latex_and_entries(name):
    made = getattr(sg.cells, name)
    cell = made() if callable(made) else None
    if not isinstance(cell, sg.System) or not cell.carry:
        return
    back = sg.Recurrence(cell).gradient().at_one_time
    sides = [line.partition("&=")[0] for line in back.latex().splitlines() if "&=" in line]
    assert len(set(sides)) == len(sides) == len(back.told.equations) >= len(back.equations)
    assert len(back.expand().equations) >= len(back.equations)


@pytest.mark.parametrize("kind", sorted(set(derived._DerivedMatrix.__subclasses__()), key=lambda kind: kind.__name__))
def test_an_entry_of_any_derived_variable_is_derived_from_the_entry(kind):
    made = kind(sg.vector("x", n), 1)
    entry = made.scalar(sp.Symbol("x_1"), made.generation)
    assert type(entry).__name__ == type(made).__name__.replace("Matrix", "Scalar")
    assert entries(made, {"n": 1})[0, 0] == entry
    assert (entry.primal, entry.generation) == (sp.Symbol("x_1"), 1)


def test_each_derived_variable_has_a_name_of_its_own():
    x = sg.vector("x", n)
    made = [kind(x, 1) for kind in derived._DerivedMatrix.__subclasses__() if not issubclass(kind, derived.Common)]
    names = [latex_name(variable) for variable in made]
    assert len(set(names)) == len(names), names


def test_what_is_shared_or_computed_ahead_is_told():
    x, y = sg.vectors("x y", n)
    shared, before, later = share_of(x, 2), ahead_of(y, (n, sp.S.One)), next_of(x)
    made = Program([(y, shared + before + later)])
    told = legend(made, latex_formula(made, "plain"), [])
    assert [latex_name(variable) for variable in (shared, before, later)] == [
        "x^{[2]}", r"y_{\mathrm{ahead}[1]}", r"x^{\mathrm{next}}",
    ]  # fmt: skip
    assert "$x^{[2]}$ is the part of $x$ that one sweep through time gives" in told
    assert r"$x^{\mathrm{next}}$ is $x$ of one step later" in told
    assert any("computed for every step beforehand" in line for line in told)
    assert isinstance(at(x, sp.Symbol("t")), Derived)
