r"""With nothing declared: the shapes that a reader of the formula would take for granted."""

import pytest

import symgrad as sg
from symgrad.expressions.shapes import shape_of


def ranks(text):
    """Name -> "S", "V" or "M" of each name of the System."""
    system = sg.read_latex(text)
    found = {str(one): shape_of(one) for one in (*system.inputs, *(each.lhs for each in system.equations))}
    return {name: "S" if not shape else "V" if shape[1] == 1 else "M" for name, shape in found.items()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # quadratic and bilinear forms are numbers, and a capital letter between columns is a matrix
        (r"$$y = x^\top A x$$", "x V, A M, y S"),
        (r"$$y = x^\top A z$$", "x V, A M, z V, y S"),
        (r"$$s = q^\top W k$$", "q V, W M, k V, s S"),
        (r"$$f(x) = x^\top A x$$", "x V, A M, f S"),
        (r"$$y = x^\top A x + b^\top x + c$$", "x V, A M, b V, c S, y S"),
        (r"$$f = \frac{1}{2} x^\top A x - b^\top x$$", "x V, A M, b V, f S"),
        # what is added to a number made of arrays is a number
        (r"$$z = w^\top x + b$$", "w V, x V, b S, z S"),
        (r"$$a = \mathbf{w}^\top \mathbf{x} + b$$", "w V, x V, b S, a S"),
        (r"$$s = \sum_i w_i x_i + b$$", "w V, x V, b S, s S"),
        (r"$$y = \lVert x \rVert^2 + b$$", "x V, b S, y S"),
        (r"$$h = \tanh(W x + b)$$ $$y = v^\top h + c$$", "W M, x V, b V, v V, c S, h V, y S"),
        (r"$$e = v^\top \tanh(W h + b) + c$$", "v V, W M, h V, b V, c S, e S"),
        (
            r"$$z = w^\top x + b$$ $$p = \sigma(z)$$ $$L = -y \log p - (1 - y) \log(1 - p)$$",
            "w V, x V, b S, y S, z S, p S, L S",
        ),
        # but what is made of the same names is spread over them
        (r"$$y = x - \max(x)$$", "x V, y V"),
        (r"$$y = \exp(x - \log \sum_j e^{x_j})$$", "x V, y V"),
        (r"$$z = 1 - g$$ $$h = g \odot u + z \odot v$$", "g V, u V, v V, z V, h V"),
        (r"$$g = \sigma(w^\top x + b)$$ $$h = g u + (1 - g) v$$", "w V, x V, b S, u V, v V, g S, h V"),
        (r"$$y = W x + b$$", "W M, x V, b V, y V"),
        (r"$$A = W - \gamma I$$ $$y = A x$$", "W M, gamma S, x V, A M, y V"),
    ],
)
def test_ranks_with_nothing_declared(text, expected):
    assert ranks(text) == dict(one.split() for one in expected.split(", "))
