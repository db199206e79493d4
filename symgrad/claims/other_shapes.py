"""A claim that is wrong with the likeliest shapes, where nothing says them, and holds with others about as likely."""

from __future__ import annotations

from dataclasses import replace

from symgrad.claims.claims_apart import Task
from symgrad.claims.forward_shapes import ForwardShapes
from symgrad.claims.marks_meant import Meant
from symgrad.latex_reading.meanings import Statement, Use


def other_task(task: Task, claim: Statement) -> tuple[Task, str] | None:
    """The task with the shapes with which a claim fits, and what they take for granted; None where there are none."""
    found = task.shapes.with_claim(claim, marks_of_variables(task.meant))
    return None if found is None else (_with(task, found), task.shapes.told(found))


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
