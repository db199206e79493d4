"""Functions of every entry by name: each beside its formula in mpmath, with points, kinks, and the slope of a book.

``plain`` shares nothing with symgrad; ``printed`` is how its slope prints, ``book`` what the source prints, as a
formula in mpmath. ``kinks`` says for an argument at a kink which slopes, by each argument, are documented.
"""

from dataclasses import dataclass, field

import mpmath as mp

import symgrad as sg

ORDINARY = (-2.25, -0.75, -0.125, 0.3125, 1.5, 4.75)
FAR = (-1000.0, -100.0, 100.0, 1000.0)
NAN = float("nan")


@dataclass
class Named:
    """A function of one argument or more; ``points`` are tuples of arguments."""

    call: object
    plain: object
    points: tuple
    printed: str = ""
    book: object = None
    kinks: dict = field(default_factory=dict)
    bend: float = 1.0  # how many times more the second derivative may be off, where its terms cancel

    @property
    def count(self):
        """How many arguments it has."""
        first = next(iter(self.points))
        return len(first) if isinstance(first, tuple) else 1

    @property
    def arguments(self):
        """The points as tuples."""
        return tuple(point if isinstance(point, tuple) else (point,) for point in self.points)


def sigmoid(x):
    return 1 / (1 + mp.exp(-x))


def softplus(x):
    return mp.log1p(mp.exp(-abs(x))) + max(x, 0)


def sech(x):
    return 1 / mp.cosh(x)


def normal_cdf(x):
    return mp.erfc(-x / mp.sqrt(2)) / 2


SCALE, ALPHA = mp.mpf("1.0507009873554804934193349852946"), mp.mpf("1.6732632423543772848170429916717")
BESIDE = tuple((x, a) for x in (*ORDINARY, *FAR) for a in (0.25, 1.75))
PAIRS = (
    (-2.25, 0.5),
    (0.3125, 1.5),
    (4.75, -3.0),
    (1000.0, -1000.0),
    (-1000.0, 1000.0),
    (1000.0, 999.5),
    (-1000.0, 0.5),
)

ENTRYWISE = {
    "sinc": Named(
        sg.sinc, lambda x: mp.sin(x) / x if x else mp.mpf(1), (*ORDINARY, *FAR), "-jn(1, x)",
        lambda x: (x * mp.cos(x) - mp.sin(x)) / x**2, {(0.0,): (0.0,)}, bend=20,
    ),
    "mish": Named(
        sg.mish, lambda x: x * mp.tanh(softplus(x)), ORDINARY + FAR + (0.0,),
        "tanh(softplus(x)) + x sigmoid(x) (1 - tanh²(softplus(x)))",
        lambda x: mp.tanh(softplus(x)) + sech(softplus(x)) ** 2 * x * sigmoid(x),
    ),
    "softsign": Named(
        sg.softsign, lambda x: x / (1 + abs(x)), ORDINARY + FAR, "1 / (1 + |x|)²", lambda x: 1 / (1 + abs(x)) ** 2,
        {(0.0,): (1.0,)},
    ),
    "selu": Named(
        sg.selu, lambda x: SCALE * (x if x > 0 else ALPHA * mp.expm1(x)), ORDINARY + FAR,
        "1.05070098735548049 [1 if x > 0; 1.67326324235437728 exp(-relu(-x)) otherwise]",
        lambda x: SCALE if x > 0 else SCALE * ALPHA * mp.exp(x), {(0.0,): (float(SCALE * ALPHA),)},
    ),
    "celu": Named(
        sg.celu, lambda x, a: x if x > 0 else a * mp.expm1(x / a), BESIDE, "[1 if x > 0; exp(-relu(-x / a)) otherwise]",
        lambda x, a: mp.mpf(1) if x > 0 else mp.exp(x / a), {(0.0, 1.5): (1.0, 0.0)},
    ),
    "elu(alpha)": Named(
        sg.elu, lambda x, a: x if x > 0 else a * mp.expm1(x), BESIDE, "[1 if x > 0; a exp(-relu(-x)) otherwise]",
        lambda x, a: mp.mpf(1) if x > 0 else a * mp.exp(x), {(0.0, 1.5): (1.5, 0.0)},
    ),
    "elu": Named(
        sg.elu, lambda x: x if x > 0 else mp.expm1(x), ORDINARY + FAR, "exp(-relu(-x))",
        lambda x: mp.mpf(1) if x > 0 else mp.exp(x), {(0.0,): (1.0,)},
    ),
    "prelu": Named(
        sg.prelu, lambda x, a: x if x > 0 else a * x, BESIDE, "[1 if x > 0; a otherwise]",
        lambda x, a: mp.mpf(1) if x > 0 else a, {(0.0, 0.25): (0.25, 0.0)},
    ),
    "leaky_relu(a)": Named(
        sg.leaky_relu, lambda x, a: x if x > 0 else a * x, BESIDE, "[1 if x > 0; a otherwise]",
        lambda x, a: mp.mpf(1) if x > 0 else a, {(0.0, 0.25): (0.25, 0.0)},
    ),
    "hard_tanh": Named(
        sg.hard_tanh, lambda x: min(max(x, -1), 1), ORDINARY + FAR, "[0 if x ≤ -1 or x ≥ 1; 1 otherwise]",
        lambda x: mp.mpf(-1 < x < 1), {(-1.0,): (0.0,), (1.0,): (0.0,)},
    ),
    "relu6": Named(
        sg.relu6, lambda x: min(max(x, 0), 6), (*ORDINARY, *FAR, 7.0), "[0 if x ≤ 0 or x ≥ 6; 1 otherwise]",
        lambda x: mp.mpf(0 < x < 6), {(0.0,): (0.0,), (6.0,): (0.0,)},
    ),
    "hard_swish": Named(
        sg.hard_swish, lambda x: x * min(max(x + 3, 0), 6) / 6, (*ORDINARY, *FAR, -2.75, 2.75),
        "[0 if x ≤ -3; 1 if x > 3; 1/2 + x / 3 otherwise]",
        lambda x: mp.mpf(0) if x < -3 else mp.mpf(1) if x > 3 else (2 * x + 3) / 6,
        {(-3.0,): (0.0,), (3.0,): (1.5,)},
    ),
    "softshrink": Named(
        sg.softshrink, lambda x, k: x - k if x > k else x + k if x < -k else mp.mpf(0), BESIDE,
        "[1 if a < -x or a < x; 0 otherwise]", lambda x, k: mp.mpf(abs(x) > k),
        {(0.5, 0.5): (0.0, 0.0), (-0.5, 0.5): (0.0, 0.0)},
    ),
    "hardshrink": Named(
        sg.hardshrink, lambda x, k: x if abs(x) > k else mp.mpf(0), BESIDE, "[1 if a < |x|; 0 otherwise]",
        lambda x, k: mp.mpf(abs(x) > k), {(0.5, 0.5): (0.0, 0.0), (-0.5, 0.5): (0.0, 0.0)},
    ),
    "tanhshrink": Named(
        sg.tanhshrink, lambda x: x - mp.tanh(x), (*ORDINARY, *FAR, 0.0, 1e-3, -2e-2, 0.98, 1.02), "tanh²(x)",
        lambda x: 1 - sech(x) ** 2,
    ),
    "squareplus": Named(
        sg.squareplus, lambda x: (x + mp.sqrt(x**2 + 4)) / 2, (*ORDINARY, *FAR, 0.0), "squareplus(x) / sqrt(4 + x²)",
        lambda x: (1 + x / mp.sqrt(x**2 + 4)) / 2, bend=1e3,  # at 1000, where it is 2e-9
    ),
    "squareplus(b)": Named(
        sg.squareplus, lambda x, b: (x + mp.sqrt(x**2 + b)) / 2,
        tuple((x, b) for x in (*ORDINARY, -1000.0, 1000.0) for b in (0.5, 3.0)),
        "[1/2 + x / (2 sqrt(a + x²)) if x > 0; -a (2 x / sqrt(a + x²) - 2) / (2 sqrt(a + x²) - 2 x)² otherwise]",
        lambda x, b: (1 + x / mp.sqrt(x**2 + b)) / 2, bend=1e5,
    ),
    "log1p": Named(
        sg.log1p, mp.log1p, (-0.75, -1e-5, 1e-6, 0.3125, 4.75, 1000.0), "1 / (1 + x)", lambda x: 1 / (1 + x),
    ),
    "expm1": Named(
        sg.expm1, mp.expm1, (-2.25, -1e-5, 0.0, 1e-6, 0.3125, 4.75, -1000.0, -100.0), "exp(x)", mp.exp,
    ),
    "logit": Named(
        sg.logit, lambda x: mp.log(x / (1 - x)), (1e-6, 0.125, 0.25, 0.4990234375, 0.5, 0.75, 0.9990234375),
        "1 / (x (1 - x))", lambda x: 1 / (x * (1 - x)),
    ),
    "rsqrt": Named(
        sg.rsqrt, lambda x: 1 / mp.sqrt(x), (0.125, 0.5, 2.0, 1000.0), "-1 / (2 x^(3/2))",
        lambda x: -(x ** mp.mpf("-1.5")) / 2,
    ),
    "logaddexp": Named(
        sg.logaddexp, lambda u, v: max(u, v) + mp.log1p(mp.exp(-abs(u - v))), (*PAIRS, (1.5, 1.5)), "sigmoid(x - a)",
        lambda u, v: mp.exp(u) / (mp.exp(u) + mp.exp(v)),
    ),
    "hypot": Named(
        sg.hypot, lambda u, v: mp.sqrt(u**2 + v**2), (*PAIRS, (0.0, 2.0)), "x / hypot(x, a)",
        lambda u, v: u / mp.sqrt(u**2 + v**2), {(0.0, 0.0): (NAN, NAN)},
    ),
    "maximum": Named(
        sg.maximum, lambda u, v: max(u, v), PAIRS, "1 - step(a - x)", lambda u, v: mp.mpf(u > v),
        {(1.5, 1.5): (1.0, 0.0)},
    ),
    "minimum": Named(
        sg.minimum, lambda u, v: min(u, v), PAIRS, "1 - step(x - a)", lambda u, v: mp.mpf(u < v),
        {(1.5, 1.5): (1.0, 0.0)},
    ),
    "clip": Named(
        sg.clip, lambda x, low, high: min(max(x, low), high),
        tuple((x, low, high) for x in (*ORDINARY, *FAR) for low, high in ((-1.0, 0.5), (0.25, 3.0))),
        "[0 if a ≥ x or b ≤ x; 1 otherwise]", lambda x, low, high: mp.mpf(low < x < high),
        {(-1.0, -1.0, 0.5): (0.0, 1.0, 0.0), (0.5, -1.0, 0.5): (0.0, 0.0, 1.0)},
    ),
    "where": Named(
        lambda x, u, v: sg.where(x, u, v), lambda x, u, v: u if x != 0 else v,
        ((1.0, 2.5, 3.5), (0.0, 2.5, 3.5), (-1000.0, 1000.0, -3.0), (0.0, 1000.0, -3.0)), "0",
    ),
}  # fmt: skip
