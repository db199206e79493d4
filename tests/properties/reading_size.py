"""How much of an expression there is to read."""

import re

import symgrad as sg

_TOKEN = re.compile(r"\w+|[^\w\s()\[\]‖|]")


def words_in(expr):
    """The names, numbers and signs in the text of an expression; brackets and the bars of a norm are not counted."""
    return len(_TOKEN.findall(sg.text(expr)))
