"""What an argument cannot be is told by name, whatever it is."""

import inspect

import pytest

import symgrad as sg

from .arguments import CALLS, main, tried


@pytest.mark.parametrize("name", CALLS)
def test_a_wrong_argument_is_an_error_of_symgrad(name):
    assert list(tried(name)) == []


@pytest.mark.parametrize("name", [name for name in sg.__all__ if inspect.isfunction(getattr(sg, name))])
def test_every_public_function_is_tried(name):
    left_out = {
        "check_gradient",
        "document",
        "hessian",
        "pdf",
    }  # which run what they are given; a hessian is two of them
    assert name in CALLS or name in left_out


def test_another_error_is_found(monkeypatch, capsys):
    monkeypatch.setitem(CALLS, "len", (lambda text: len(text), ("abc",)))
    assert main(["len"]) is True
    assert "len: 5 as argument 1 gives TypeError: object of type 'int' has no len()" in capsys.readouterr().out
