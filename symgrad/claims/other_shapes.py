"""A claim that is wrong with the likeliest shapes, where nothing says them, and holds with others about as likely."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from symgrad.claims.claims_apart import Task
from symgrad.claims.marks.forward_shapes import ForwardShapes
from symgrad.claims.marks.marks_meant import Meant
from symgrad.claims.marks.tree_edits import mapped
from symgrad.latex_reading.nodes.meanings import Meaning, Statement, Use

_OF_A_MATRIX = 6  # a small letter that is one, and others with it
_DEEPEST = 4  # names of names


def other_task(task: Task, claim: Statement, local: Mapping[str, Meaning], wider: bool) -> tuple[Task, str] | None:
    """The task with the shapes with which a claim fits, and what they take for granted; None where there are none.

    local   names that claims define for themselves -> their formulas
    wider   whether a matrix is claimed of what was taken for a number, which is the likelier a matrix then
    """
    written = replace(claim, right=_written_out(claim.right, local))
    found = task.shapes.with_claim(written, marks_of_variables(task.meant), *((_OF_A_MATRIX,) if wider else ()))
    return None if found is None else (_with(task, found), task.shapes.told(found))


def _written_out(node: Meaning, local: Mapping[str, Meaning], depth: int = 0) -> Meaning:
    """A formula without names that claims define for themselves; the time of what they stand for has no part in it."""

    def change(one: Meaning) -> Meaning:
        known = isinstance(one, Use) and depth < _DEEPEST and one.variable in local and not one.entries
        return _written_out(local[one.variable], local, depth + 1) if isinstance(one, Use) and known else one

    return mapped(node, change)


def marks_of_variables(meant: Meant) -> dict[str, str]:
    """Cotangents -> the variable that each is of."""
    return {
        name: mark.of.variable
        for name, mark in meant.marks.items()
        if isinstance(mark.of, Use) and not mark.of.entries and not mark.argument
    }


def _with(task: Task, shapes: ForwardShapes) -> Task:
    forward = replace(task.forward, shapes=shapes.shapes, constants=shapes.constants)
    return replace(task, forward=forward, shapes=shapes)
