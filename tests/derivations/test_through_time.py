"""The committed derivations through time are what their scripts write, and say what they should."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

import symgrad as sg
from symgrad.documents import Display
from symgrad.documents.pictures import curves

ROOT = Path(__file__).parents[2] / "derivations"


def script(name):
    """A derivation's script as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / name / "derive.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def vanishing():
    module = script("vanishing_gradients")
    return module, {title: module.norms(jacobian) for title, jacobian in module.jacobians().items()}


def test_the_lstm_through_time_is_up_to_date():
    module = script("lstm_through_time")
    written = module.document()
    assert (module.FOLDER / "lstm_through_time.md").read_text(encoding="utf-8") == sg.markdown(written)
    assert (module.FOLDER / "lstm_through_time.tex").read_text(encoding="utf-8") == sg.tex(written)


def test_why_gradients_vanish_is_up_to_date(vanishing):
    module, found = vanishing
    committed = (module.FOLDER / "vanishing_gradients.tex").read_text(encoding="utf-8")
    assert committed == sg.tex(module.document(found))
    assert "![The norms against k](norms.svg)" in (module.FOLDER / "vanishing_gradients.md").read_text(encoding="utf-8")


def test_the_gradients_vanish_in_elman_first(vanishing):
    _, found = vanishing
    last = {title: run.norms[-1] for title, run in found.items()}
    assert last["Elman"] < 1e-3 * last["GRU"] < last["LSTM"]


def test_the_picture_is_made_of_the_norms(vanishing):
    pytest.importorskip("matplotlib", reason="matplotlib is not installed (the extra plot)")
    module, found = vanishing
    drawn = module.picture(found)
    assert drawn == module.picture(found)
    assert all(title in drawn for title in found)
    assert drawn != curves({title: 2 * np.asarray(run.norms) for title, run in found.items()}, "$k$", "")


def test_a_changed_document_is_found(vanishing):
    module, found = vanishing
    document = module.document(found)
    changed = type(document)(document.title, tuple(b for b in document.blocks if not isinstance(b, Display)))
    assert (module.FOLDER / "vanishing_gradients.tex").read_text(encoding="utf-8") != sg.tex(changed)
