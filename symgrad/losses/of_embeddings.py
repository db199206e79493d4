"""Losses of distances and of directions: triplets, pairs, contrast, ranking."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgrad.arguments.signatures import FLAG, NAME, SYSTEM, TEXT, taking
from symgrad.expressions.shapes import shape_of
from symgrad.expressions.symbols import matrix, scalar, vector
from symgrad.functions.elementwise import relu
from symgrad.losses.closing import OPTION, REDUCTION, beside, closed, everywhere, like, option, reduced, vector_of
from symgrad.operations.of_vectors import logsumexp, norm, normalize
from symgrad.operations.operations import dot, hadamard
from symgrad.operations.statistics import cosine_similarity
from symgrad.programs.equations import Name
from symgrad.system.system import System


@taking(system=SYSTEM, output=NAME, positive=TEXT, negative=TEXT, loss=TEXT, margin=OPTION)
def triplet(
    system: System, output: Name, positive: str = "positive", negative: str = "negative", loss: str = "loss", *,
    margin: Any = 1,
) -> System:  # fmt: skip
    """The triplet loss, max(0, ||a - p|| - ||a - n|| + margin): a scalar; its slope at the kink is 0.

    ``output`` names the vector a, the anchor; ``positive`` p and ``negative`` n, vectors of its shape, are names of the
    system, as of a network that is applied to all three, or else new inputs. The gradient of a distance 0 is 0.
    Raises ShapeError for another shape, else what ``squared_error`` raises.

    Source: Schroff, Kalenichenko and Philbin, FaceNet, 2015, equation 2, there with squared distances.

    >>> import symgrad as sg
    >>> print(triplet(sg.cells.dense(), "y").equations[-1].rhs)
    relu(-norm(-negative + y) + norm(-positive + y) + 1)
    """
    a = vector_of(system, output, "triplet", "the anchor")
    p, n = (beside(system, a, name, "triplet") for name in (positive, negative))
    return closed(system, [p, n], loss, relu(norm(a - p) - norm(a - n) + option("triplet", "margin", margin)))


@taking(system=SYSTEM, output=NAME, other=TEXT, loss=TEXT, margin=OPTION)
def contrastive(
    system: System, output: Name, other: str = "other", target: str = "target", loss: str = "loss", *, margin: Any = 1
) -> System:
    """The contrastive loss of a pair at distance d: (1 - target) d^2 / 2 + target max(0, margin - d)^2 / 2.

    ``output`` names a vector and ``other`` the second of the pair, a name of the system or else a new input;
    ``target`` is a new scalar, 0 for what is alike and 1 for what is not, as in the paper. Its slope at the kink is
    0. Raises ShapeError for another shape, else what ``squared_error`` raises.

    Source: Hadsell, Chopra and LeCun, Dimensionality Reduction by Learning an Invariant Mapping, 2006, equation 4.

    >>> import symgrad as sg
    >>> contrastive(sg.cells.dense(), "y").inputs[-2:]
    (other, target)
    """
    y = vector_of(system, output, "contrastive", "an embedding")
    second, label = beside(system, y, other, "contrastive"), scalar(target)
    off = y - second
    short = relu(option("contrastive", "margin", margin) - norm(off))
    return closed(system, [second, label], loss, (1 - label) * dot(off, off) / 2 + label * short**2 / 2)


@taking(system=SYSTEM, output=NAME, keys=TEXT, loss=TEXT, temperature=OPTION, normalized=FLAG)
def info_nce(
    system: System, output: Name, keys: str = "keys", target: str = "target", loss: str = "loss", *,
    temperature: Any = 1, normalized: bool = False, count: Any = None,
) -> System:  # fmt: skip
    """InfoNCE: the cross-entropy of softmax(keys q / temperature) with the key that belongs to the query q.

    ``output`` names the query q (n,). ``keys`` is a new input (k, n) with a key in each row, k a size named ``k`` or
    ``count``, a number or a size; ``target`` is a new input (k,) that is 1 at the right key. With ``normalized`` q and
    keys are brought to length 1. Raises ShapeError where q is no vector, else what ``squared_error`` raises.

    Source: van den Oord, Li and Vinyals, Representation Learning with Contrastive Predictive Coding, 2018, equation 4;
    with a temperature He et al., Momentum Contrast, 2020, equation 1.

    >>> import symgrad as sg
    >>> closed = info_nce(sg.cells.dense(), "y", temperature=0.5)
    >>> print(closed.derivative("loss", "y"))
    ∂loss/∂y = 2 keysᵀ (softmax(2 keys y) - target)
    """
    q = vector_of(system, output, "info_nce", "the query")
    many = sp.Symbol("k", integer=True, positive=True) if count is None else count
    rows, wanted = matrix(keys, many, shape_of(q)[0]), vector(target, many, sums_to_one=True)
    sides = (normalize(rows, axis=1), normalize(q)) if normalized else (rows, q)
    scores = sides[0] * sides[1] / option("info_nce", "temperature", temperature)
    return closed(system, [rows, wanted], loss, logsumexp(scores) - dot(wanted, scores))


@taking(system=SYSTEM, output=NAME, other=TEXT, loss=TEXT, margin=OPTION)
def cosine_embedding(
    system: System, output: Name, other: str = "other", target: str = "target", loss: str = "loss", *, margin: Any = 0
) -> System:
    """The cosine embedding loss of a pair with the cosine c: 1 - c for the target 1, max(0, c - margin) for -1.

    ``output`` names a vector and ``other`` the second of the pair, a name of the system or else a new input;
    ``target`` is a new scalar, 1 or -1. Its slope at the kink is 0. Raises ShapeError for another shape, else what
    ``squared_error`` raises.

    Source: PyTorch, torch.nn.CosineEmbeddingLoss.

    >>> import symgrad as sg
    >>> cosine_embedding(sg.cells.dense(), "y").inputs[-2:]
    (other, target)
    """
    y = vector_of(system, output, "cosine_embedding", "an embedding")
    second, label = beside(system, y, other, "cosine_embedding"), scalar(target)
    cosine = cosine_similarity(y, second)
    apart = relu(cosine - option("cosine_embedding", "margin", margin))
    return closed(system, [second, label], loss, (1 + label) / 2 * (1 - cosine) + (1 - label) / 2 * apart)


@taking(system=SYSTEM, output=NAME, other=TEXT, loss=TEXT, margin=OPTION, reduction=REDUCTION)
def margin_ranking(
    system: System, output: Name, other: str = "other", target: str = "target", loss: str = "loss", *,
    margin: Any = 0, reduction: str = "mean",
) -> System:  # fmt: skip
    """The margin ranking loss, the mean of max(0, margin - target (y - other)): target 1 where y should be the larger.

    ``output`` names y, of any shape, and ``other`` what it is ranked with, a name of the system or else a new input;
    ``target`` is a new input of that shape, of ones and minus ones. Its slope at the kink is 0. Raises ShapeError for
    another shape, else what ``squared_error`` raises.

    Source: Herbrich, Graepel and Obermayer, Large Margin Rank Boundaries for Ordinal Regression, 2000.

    >>> import symgrad as sg
    >>> y, x = sg.scalars("y x")
    >>> print(margin_ranking(sg.System([(y, 2 * x)]), "y").derivative("loss", "y"))
    ∂loss/∂y = -target step(-target (y - other))
    """
    y = system.symbol(output)
    second, wanted = beside(system, y, other, "margin_ranking"), like(y, target)
    short = relu(everywhere(option("margin_ranking", "margin", margin), y) - hadamard(wanted, y - second))
    return closed(system, [second, wanted], loss, reduced(short, reduction))
