"""What a reader from outside broke by writing as people do: right and wrong claims of each kind, and their verdicts."""

import pytest

import symgrad as sg

CLASS = r"$$L = \log\sum_j e^{z_j} - z_%s$$ $$\frac{\partial L}{\partial z_i} = \frac{e^{z_i}}{\sum_j e^{z_j}}%s$$"
LABEL = r"$$L = \frac12\sum_i x_i^2 - x_%s$$ $$\frac{\partial L}{\partial x_i} = x_i%s$$"
PAIR = r"$$h_i = \tanh(x_i), \quad L = h_1 h_2$$ $$\frac{\partial L}{\partial x_i} = %s$$"

# what it is, the text, shapes, the verdicts
ENTRIES_OR_NAMES = [
    *(("the class of entries", CLASS % ("y", " - " + one), shapes, "right")
      for one in (r"\mathbf{1}[i = y]", r"\delta_{iy}") for shapes in ({"z_j": ("n",)}, {"z": ("n",)}, {})),
    *(("a class left out", CLASS % ("y", ""), shapes, "partial") for shapes in ({"z_j": ("n",)}, {"z": ("n",)}, {})),
    ("a class that is added", CLASS % ("y", r" + \delta_{iy}"), {"z": ("n",)}, "wrong"),
    ("a number that the caller declares", CLASS % ("y", ""), {"z": ("n",), "z_y": ()}, "right"),
    ("the class of other letters", LABEL % ("y", r" - \delta_{iy}"), {"x": ("n",)}, "right"),
    ("the same left out", LABEL % ("y", ""), {"x": ("n",)}, "partial"),
    *(("an entry or a name", CLASS % (one, ""), shapes, "not judged")
      for one in ("{i^*}", "*", r"{\ast}") for shapes in ({"z_j": ("n",)}, {"z": ("n",)}, {})),
    ("an entry of what stands whole", r"$$L = \frac12\|x\|^2 - x_y$$ $$\frac{\partial L}{\partial x} = x$$",
     {"x": ("n",)}, "not judged"),
    ("a number of that name", r"$$L = \frac12\|x\|^2 - x_y$$ $$\frac{\partial L}{\partial x} = x$$",
     {"x": ("n",), "x_y": ()}, "right"),
    ("two letters below a matrix", r"$$z = W x, \quad L = \sum_i z_i^2 - W_{yt}$$"
     r"$$\frac{\partial L}{\partial W} = 2 z x^\top$$", {"W": ("m", "n"), "x": ("n",)}, "not judged"),
    ("a bias beside another one", r"$$h = \tanh(W x + b), \quad y = V h + b_y, \quad L = \frac12\|y\|^2$$"
     r"$$\frac{\partial L}{\partial b_y} = y$$", {"W": ("m", "n"), "b": ("m",)}, "right"),
    *(("two of a family", PAIR % one, shapes, "not judged")
      for one in ("0", "h_1 + h_2") for shapes in ({"x_i": ("n",)}, {})),
    ("two of a family that are declared", PAIR % "0", {"x_i": ("n",), "h_1": (), "h_2": ()}, "right"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "shapes", "verdict"), [row[1:] for row in ENTRIES_OR_NAMES])
def test_what_may_be_an_entry_is_no_name_of_its_own_unless_that_is_said(text, shapes, verdict):
    assert _verdicts(text, shapes) == [verdict]


def _verdicts(text, shapes):
    return [one.status for one in sg.verify(text, None, shapes).verdicts]
