"""What symgrad prints of backpropagation through time is never called wrong, though nothing is declared."""

import pytest

import symgrad as sg
from symgrad.printing import NOTATIONS
from tests.claims import printed_passes

# What each has that others have not: parts of cotangents, bars of its own, symmetric matrices, numbers with capitals
CELLS = [
    ("elman", NOTATIONS),
    ("qrnn", NOTATIONS),
    ("lru", ("plain", "leibniz", "nabla")),
    ("sru", ("plain", "bar")),
    ("mamba", ("plain", "greff")),
    ("kalman", ("greff", "leibniz")),
    ("lstm_1997", ("greff", "leibniz")),
    ("linear_attention", ("plain", "greff", "nabla")),
    ("hopfield_continuous", ("plain", "greff")),
    ("gated_delta_net", ("leibniz",)),
    ("rwkv4_plain", ("bar",)),
]


@pytest.mark.parametrize(("name", "notation"), [(name, one) for name, ones in CELLS for one in ones])
def test_no_printed_line_is_called_wrong(name, notation):
    verdicts, false = printed_passes.false_verdicts(name, notation)
    assert [(one.claim, one.reason) for one in false] == []
    assert any(one.status.startswith("right") for one in verdicts)


@pytest.mark.parametrize("notation", NOTATIONS)
def test_a_slip_in_one_line_is_seen(notation, monkeypatch):
    text = printed_passes.text_of("elman", notation)
    lines = text.splitlines()
    spoilt = next(k for k, line in enumerate(lines) if "\\sum" in line)
    lines[spoilt] = lines[spoilt].replace("&= ", "&= -", 1)
    monkeypatch.setattr(printed_passes, "text_of", lambda *of: "\n".join(lines))
    assert [one.claim for one in printed_passes.false_verdicts("elman", notation)[1]] == [
        lines[spoilt].removesuffix(" \\\\")
    ]


def test_known_exceptions_are_cells():
    assert set(printed_passes.OPEN) <= set(sg.cells.__all__)
