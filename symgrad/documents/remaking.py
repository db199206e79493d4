"""Documents that can be made again: for another width of the text, or with the macros of an author."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ParamSpec

from symgrad.documents.document import Document
from symgrad.documents.paper import Paper
from symgrad.errors import ArgumentError
from symgrad.printing import ARTICLE, Notation, macros_of, measuring, notation_of

P = ParamSpec("P")


@dataclass(frozen=True)
class Recipe:
    """How a document was made: the function, and the arguments that it was called with."""

    function: Callable[..., Document]
    arguments: Mapping[str, Any]

    @property
    def notation(self) -> Notation:
        """The notation in which it is written."""
        return notation_of(self.arguments["notation"])

    def again(self, **changes: Any) -> Document:
        """The document with some of the arguments changed."""
        return self.function(**{**self.arguments, **changes})


def remakeable(function: Callable[P, Document]) -> Callable[P, Document]:
    """A decorator: what the function gives knows how to be made again; macros are as wide as their definitions."""
    signature = inspect.signature(function)

    @functools.wraps(function)
    def make(*args: P.args, **kwargs: P.kwargs) -> Document:
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        recipe = Recipe(make, dict(bound.arguments))
        with measuring(recipe.notation.own.definitions):
            return replace(function(*args, **kwargs), recipe=recipe)

    return make


def fitted(document: Document, paper: Paper, macros: Mapping[str, str] | None, again: bool) -> Document:
    """The document for a paper: made again with an author's macros, and with ``again`` for the width of its text.

    Raises ArgumentError for macros for the names of a document that was made by hand.
    """
    recipe = document.recipe
    if recipe is None:
        if macros_of(macros).names:
            raise ArgumentError(
                f"macros= are for documents that sg.document made, but {document.title!r} was made by hand; write them "
                "into its formulas, and their definitions into preamble=."
            )
        return document
    changes: dict[str, Any] = {"title": document.title}
    if macros:
        changes["notation"] = recipe.notation.with_macros(macros)
    if again and recipe.arguments["width"] == ARTICLE:  # another width is one that its author chose
        changes["width"] = paper.width
    return recipe.again(**changes) if len(changes) > 1 else document


def width_in(document: Document, paper: Paper) -> float:
    """The width of the text for which the lines of a document are broken, in points."""
    return paper.width if document.recipe is None else float(document.recipe.arguments["width"])
