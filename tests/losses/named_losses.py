"""Losses by name: each beside its formula in mpmath, of nested lists of numbers; its kinks, a book's gradient."""

from collections.abc import Callable
from dataclasses import dataclass, field

import mpmath as mp
import numpy as np

import symgrad as sg
from tests.functions.by_many_digits import DIGITS, FAR_DIGITS

losses = sg.losses
n = 3
a, y, v = sg.vector("a", n), sg.vector("y", n), sg.vector("v", n)
A, Y = sg.matrix("A", 2, 2), sg.matrix("Y", 2, 2)
ONE = sg.System([(y, 1 * a)], inputs=[a])
OF_MATRIX = sg.System([(Y, 1 * A)], inputs=[A])
SIGMOID = sg.System([(y, sg.sigmoid(a))], inputs=[a])
LOGS = sg.System([(y, sg.log_softmax(a))], inputs=[a])
TWO = sg.System([(y, 1 * a), (v, sg.exp(sg.tanh(a)))], inputs=[a], outputs=[y, v])
CODER = sg.System(
    [(v, sg.tanh(a)), (y, a + sg.hadamard(sg.exp(v / 2), sg.vector("noise", n)))],
    inputs=[a, sg.vector("noise", n)], outputs=[y, v],
)  # fmt: skip
AT = {
    "a": [0.5, -1.25, 2.0], "target": [0.25, 0.5, 0.25], "A": [[0.5, -1.0], [2.0, 0.75]],
    "Target": [[0.25, 1.0], [1.5, -0.5]], "noise": [0.75, -0.5, 1.5],
    "signs": [1.0, -1.0, 1.0], "bits": [1.0, 0.0, 1.0], "counts": [2.0, 0.0, 3.0], "other": [0.25, 1.5, -0.75],
    "positive": [0.75, -1.0, 1.5], "negative": [1.0, -0.25, 1.25], "keys": [[0.5, 1.0, -0.5], [-1.0, 0.25, 0.75]],
    "key": [0.75, 0.25], "yes": 1.0, "no": 0.0, "minus": -1.0, "delta": 0.75, "far": [3.5, 2.0, -1.5],
}  # fmt: skip


@dataclass
class Loss:
    """A closed System and its formula; ``of`` says which numbers each input has: "a target=bits".

    ``wrt`` are the inputs by which it is differentiated, by default all; ``printed`` is its derivative by the output.
    """

    closed: object
    plain: Callable
    of: str = "a target"
    wrt: str = ""
    printed: str = ""
    book: object = None  # the gradient by y that a book has, as a formula of y and the target, entry by entry
    kinks: tuple = field(default_factory=tuple)  # (numbers of some inputs, the documented gradient by a)
    far: bool = True
    digits: int = DIGITS
    lost: float = 1.0  # how much more may be off, where terms cancel

    def arrays(self, kind, scale=1.0):
        """An array for each input; ``a`` is scaled, far out."""
        pairs = [(name, value or name) for name, _, value in (part.partition("=") for part in self.of.split())]
        return {name: np.array(AT[value], kind) * kind(scale if name in ("a", "A") else 1.0) for name, value in pairs}

    @property
    def names(self):
        """The inputs by which it is differentiated."""
        return self.wrt.split() or [part.partition("=")[0] for part in self.of.split()]


def pairs(one, other):
    return zip(one, other, strict=True)


def mean(entries):
    entries = list(entries)
    return mp.fsum(entries) / len(entries)


def flat(matrix):
    return [entry for row in matrix for entry in row]


def dot(one, other):
    return mp.fsum(x * y for x, y in pairs(one, other))


def softplus(x):
    return max(x, 0) + mp.log1p(mp.exp(-abs(x)))


def sigmoid(x):
    return 1 / (1 + mp.exp(-x))


def logsumexp(x):
    top = max(x)
    return top + mp.log(mp.fsum(mp.exp(entry - top) for entry in x))


def log_softmax(x):
    return [entry - logsumexp(x) for entry in x]


def distance(one, other):
    return mp.sqrt(mp.fsum((x - y) ** 2 for x, y in pairs(one, other)))


def cosine(one, other):
    return dot(one, other) / mp.sqrt(dot(one, one) * dot(other, other))


def huber(d, delta):
    return d**2 / 2 if abs(d) <= delta else delta * (abs(d) - delta / 2)


def pinball(d, share):
    return max(share * d, (share - 1) * d)


def log_cosh(d):
    return abs(d) + mp.log1p(mp.exp(-2 * abs(d))) - mp.log(2)


def focal(z, t, gamma, alpha=None):
    p = sigmoid(z) if t == 1 else sigmoid(-z)
    weight = 1 if alpha is None else alpha if t == 1 else 1 - alpha
    return weight * sigmoid(-z if t == 1 else z) ** gamma * -mp.log(p)


def binary(p, t):
    return -t * mp.log(p) - (1 - t) * mp.log(1 - p)


def variances(a):
    return [mp.exp(mp.tanh(entry)) for entry in a]


def divergence(means, logarithms):
    return mp.fsum((m**2 + mp.exp(s) - 1 - s) / 2 for m, s in pairs(means, logarithms))


def decoded(a, noise):
    return [m + mp.exp(mp.tanh(m) / 2) * e for m, e in pairs(a, noise)]


Q, HALF = mp.mpf("0.25"), mp.mpf("0.5")
LOSSES = {
    "squared_error": Loss(
        losses.squared_error(ONE, "y"), lambda a, t: mp.fsum((x - z) ** 2 for x, z in pairs(a, t)),
        printed="2 (y - target)", book=lambda y, t: 2 * (y - t),
    ),
    "mean_squared_error": Loss(
        losses.mean_squared_error(ONE, "y"), lambda a, t: mean((x - z) ** 2 for x, z in pairs(a, t)),
        printed="2 (y - target) / 3", book=lambda y, t: 2 * (y - t) / 3,
    ),
    "mean_squared_error of a matrix": Loss(
        losses.mean_squared_error(OF_MATRIX, "Y", target="T"),
        lambda A, T: mean((x - z) ** 2 for x, z in pairs(flat(A), flat(T))), "A T=Target",
    ),
    "mean_absolute_error": Loss(
        losses.mean_absolute_error(ONE, "y"), lambda a, t: mean(abs(x - z) for x, z in pairs(a, t)),
        printed="sign(y - target) / 3", book=lambda y, t: mp.sign(y - t) / 3,
        kinks=(({"a": [0.25, 0.5, 2.0]}, [0.0, 0.0, 1 / 3]),),
    ),
    "mean_absolute_error, sum": Loss(
        losses.mean_absolute_error(ONE, "y", reduction="sum"),
        lambda a, t: mp.fsum(abs(x - z) for x, z in pairs(a, t)),
    ),
    "huber": Loss(
        losses.huber(ONE, "y"), lambda a, t: mean(huber(x - z, 1) for x, z in pairs(a, t)),
        printed="[y - target if |y - target| ≤ 1; sign(y - target) otherwise] / 3",
        book=lambda y, t: (y - t if abs(y - t) <= 1 else mp.sign(y - t)) / 3,
        kinks=(({"a": [1.25, -0.5, 0.25]}, [1 / 3, -1 / 3, 0.0]),),
    ),
    "huber with a delta": Loss(
        losses.huber(ONE, "y", delta=sg.scalar("delta"), reduction="sum"),
        lambda a, t, d: mp.fsum(huber(x - z, d) for x, z in pairs(a, t)), "a target delta",
    ),
    "log_cosh": Loss(
        losses.log_cosh(ONE, "y"), lambda a, t: mean(log_cosh(x - z) for x, z in pairs(a, t)),
        printed="tanh(y - target) / 3", book=lambda y, t: mp.tanh(y - t) / 3, digits=FAR_DIGITS,
    ),
    "pinball": Loss(
        losses.pinball(ONE, "y", quantile=0.25), lambda a, t: mean(pinball(z - x, Q) for x, z in pairs(a, t)),
        printed="step(y - target) / 4 - step(target - y) / 12",
        book=lambda y, t: (1 - Q if y > t else -Q) / 3, kinks=(({"a": [0.25, 0.75, 0.0]}, [0.0, 0.25, -1 / 12]),),
    ),
    "gaussian_nll": Loss(
        losses.gaussian_nll(TWO, "y", "v"),
        lambda a, t: mean((mp.log(s) + (x - z) ** 2 / s) / 2 for x, z, s in zip(a, t, variances(a), strict=True)),
        printed="((y - target) ⊘ v) / 3",
    ),
    "gaussian_nll, full": Loss(
        losses.gaussian_nll(TWO, "y", "v", full=True, reduction="sum"),
        lambda a, t: mp.fsum(
            (mp.log(2 * mp.pi * s) + (x - z) ** 2 / s) / 2 for x, z, s in zip(a, t, variances(a), strict=True)
        ),
    ),
    "poisson_nll": Loss(
        losses.poisson_nll(ONE, "y"), lambda a, t: mean(mp.exp(x) - z * x for x, z in pairs(a, t)), "a target=counts",
        printed="(exp(y) - target) / 3", book=lambda y, t: (mp.exp(y) - t) / 3, far=False,
    ),
    "poisson_nll of rates": Loss(
        losses.poisson_nll(sg.System([(y, sg.exp(a))], inputs=[a]), "y", log_rate=False),
        lambda a, t: mean(mp.exp(x) - z * x for x, z in pairs(a, t)), "a target=counts", far=False,
    ),
    "cross_entropy": Loss(
        losses.cross_entropy(ONE, "y"), lambda a, t: logsumexp(a) - dot(a, t), wrt="a",
        printed="softmax(y) - target", digits=FAR_DIGITS,
    ),
    "cross_entropy with label smoothing": Loss(
        losses.cross_entropy(ONE, "y", label_smoothing=0.25),
        lambda a, t: logsumexp(a) - dot(a, [(1 - Q) * z + Q / 3 for z in t]), wrt="a",
        printed="softmax(y) - 3 target / 4 - 1/12", digits=FAR_DIGITS,
    ),
    "nll": Loss(losses.nll(LOGS, "y"), lambda a, t: -dot(log_softmax(a), t), printed="-target", digits=FAR_DIGITS),
    "kl_divergence": Loss(
        losses.kl_divergence(LOGS, "y"),
        lambda a, t: mp.fsum(z * (mp.log(z) - x) for x, z in pairs(log_softmax(a), t)), printed="-target",
        digits=FAR_DIGITS,
    ),
    "kl_divergence where the target is 0": Loss(
        losses.kl_divergence(LOGS, "y"),
        lambda a, t: mp.fsum(z * (mp.log(z) - x) if z else mp.mpf(0) for x, z in pairs(log_softmax(a), t)),
        "a target=bits", wrt="a", digits=FAR_DIGITS,
    ),
    "dice": Loss(
        losses.dice(SIGMOID, "y"),
        lambda a, t: 1 - (2 * dot(list(map(sigmoid, a)), t) + 1) / (mp.fsum(map(sigmoid, a)) + mp.fsum(t) + 1),
        "a target=bits", digits=FAR_DIGITS, lost=100,
    ),
    "binary_cross_entropy": Loss(
        losses.binary_cross_entropy(SIGMOID, "y"),
        lambda a, t: mean(softplus(x) - z * x for x, z in pairs(a, t)),
        printed="((y - target) ⊘ (y ⊙ (1 - y))) / 3", wrt="a", digits=FAR_DIGITS,
    ),
    "binary_cross_entropy_with_logits": Loss(
        losses.binary_cross_entropy_with_logits(ONE, "y"),
        lambda a, t: mean(softplus(x) - z * x for x, z in pairs(a, t)), printed="(sigmoid(y) - target) / 3",
        book=lambda y, t: (sigmoid(y) - t) / 3, digits=FAR_DIGITS,
    ),
    "focal": Loss(
        losses.focal(ONE, "y"), lambda a, t: mean(focal(x, z, 2) for x, z in pairs(a, t)), "a target=bits", wrt="a",
        digits=FAR_DIGITS,
    ),
    "focal with gamma and alpha": Loss(
        losses.focal(ONE, "y", gamma=1.5, alpha=0.25, reduction="sum"),
        lambda a, t: mp.fsum(focal(x, z, mp.mpf("1.5"), Q) for x, z in pairs(a, t)), "a target=bits", wrt="a",
        digits=FAR_DIGITS,
    ),
    "hinge": Loss(
        losses.hinge(ONE, "y"), lambda a, t: mean(max(0, 1 - x * z) for x, z in pairs(a, t)), "a target=signs",
        printed="-(target ⊙ step(1 - target ⊙ y)) / 3", book=lambda y, t: -t * (1 - t * y > 0) / 3,
        kinks=(({"a": [1.0, -1.0, 0.5]}, [0.0, 0.0, -1 / 3]),),
    ),
    "squared_hinge": Loss(
        losses.squared_hinge(ONE, "y"), lambda a, t: mean(max(0, 1 - x * z) ** 2 for x, z in pairs(a, t)),
        "a target=signs", printed="-(2 target ⊙ relu(1 - target ⊙ y)) / 3",
        book=lambda y, t: -2 * t * max(0, 1 - t * y) / 3, kinks=(({"a": [1.0, -1.0, 0.5]}, [0.0, 0.0, -1 / 3]),),
    ),
    "elbo": Loss(
        losses.elbo(CODER, "y", "a", "v"),
        lambda a, e, t: mp.fsum((x - z) ** 2 for x, z in pairs(decoded(a, e), t)) / 2
        + divergence(a, list(map(mp.tanh, a))), "a noise target", printed="y - target",
    ),
    "elbo, bernoulli": Loss(
        losses.elbo(CODER, "y", "a", "v", likelihood="bernoulli", beta=0.5),
        lambda a, e, t: mp.fsum(softplus(x) - z * x for x, z in pairs(decoded(a, e), t))
        + divergence(a, list(map(mp.tanh, a))) / 2, "a noise target", printed="sigmoid(y) - target",
        digits=FAR_DIGITS,
    ),
    "gaussian_kl": Loss(
        losses.gaussian_kl(TWO, "y", "v"), lambda a: divergence(a, variances(a)), "a", printed="y",
    ),
    "triplet": Loss(
        losses.triplet(ONE, "y"),
        lambda a, p, q: max(0, distance(a, p) - distance(a, q) + 1), "a positive negative", lost=1e4,
        kinks=(({"a": [0.75, -1.0, 1.5], "negative": [0.75, -1.0, 2.5]}, [0.0, 0.0, 0.0]),),
    ),
    "contrastive, alike": Loss(
        losses.contrastive(ONE, "y"), lambda a, o, t: distance(a, o) ** 2 / 2, "a other target=no", wrt="a other",
    ),
    "contrastive, not alike": Loss(
        losses.contrastive(ONE, "y", margin=5), lambda a, o, t: max(0, 5 - distance(a, o)) ** 2 / 2,
        "a other target=yes", wrt="a other", kinks=(({"a": [5.25, 1.5, -0.75]}, [0.0, 0.0, 0.0]),),
    ),
    "info_nce": Loss(
        losses.info_nce(ONE, "y", temperature=0.5),
        lambda a, K, t: logsumexp([2 * dot(row, a) for row in K]) - dot([2 * dot(row, a) for row in K], t),
        "a keys target=key", wrt="a keys", printed="2 keysᵀ (softmax(2 keys y) - target)", digits=FAR_DIGITS,
    ),
    "info_nce, normalized": Loss(
        losses.info_nce(ONE, "y", temperature=0.5, normalized=True, count=2),
        lambda a, K, t: logsumexp([2 * cosine(row, a) for row in K]) - dot([2 * cosine(row, a) for row in K], t),
        "a keys target=key", wrt="a keys", lost=1e3,
    ),
    "cosine_embedding, alike": Loss(
        losses.cosine_embedding(ONE, "y"), lambda a, o, t: 1 - cosine(a, o), "a other target=yes", wrt="a other",
        lost=1e3,
    ),
    "cosine_embedding, not alike": Loss(
        losses.cosine_embedding(ONE, "y", margin=0.25), lambda a, o, t: max(0, cosine(a, o) - Q),
        "a other=far target=minus", wrt="a other", lost=1e3,
        kinks=(({"a": [0.0, 1.5, 2.0]}, [0.0, 0.0, 0.0]),),  # the cosine 0 is below the margin
    ),
    "margin_ranking": Loss(
        losses.margin_ranking(ONE, "y", margin=0.5),
        lambda a, o, t: mean(max(0, HALF - z * (x - w)) for x, w, z in zip(a, o, t, strict=True)),
        "a other target=signs", printed="-(target ⊙ step(1/2 - target ⊙ (y - other))) / 3",
        kinks=(({"a": [0.75, 1.0, 1.0]}, [0.0, 0.0, 0.0]),),
    ),
    "weight_decay": Loss(
        losses.weight_decay(losses.squared_error(ONE, "y"), rate=0.5, wrt=["a"]),
        lambda a, t: mp.fsum((x - z) ** 2 for x, z in pairs(a, t)) + dot(a, a) / 4,
    ),
    "elastic_net": Loss(
        losses.elastic_net(losses.squared_error(ONE, "y"), l1=0.5, l2=0.25, wrt="a"),
        lambda a, t: mp.fsum((x - z) ** 2 for x, z in pairs(a, t)) + mp.fsum(map(abs, a)) / 2 + dot(a, a) / 4,
        kinks=(({"a": [0.0, 0.5, 0.25]}, [-0.5, 0.75, 0.625]),),
    ),
}  # fmt: skip
