"""What did not come back: each within a minute of the processor and 500 MB, in a process of its own."""

from __future__ import annotations

from collections.abc import Callable

from tests.faults.row import Row
from tests.properties.growth import cost

SECONDS, MEGABYTES = 60, 500


def _comes_back(thing: str, size: int, *verbs: str) -> Callable[[], str]:
    """Each verb on a thing of a size comes back within the limits; what the slowest took."""

    def now() -> str:
        costs = {verb: cost(thing, verb, size, limit=SECONDS) for verb in verbs}
        for verb, one in costs.items():
            assert not one.failure, f"{verb}: {one.failure}"
            assert one.megabytes < MEGABYTES, f"{verb}: {one.megabytes:.0f} MB"
        slowest = max(costs, key=lambda verb: costs[verb].seconds)
        return f"{slowest}: {costs[slowest].seconds:.1f} s, {max(one.megabytes for one in costs.values()):.0f} MB"

    return now


def _row(written: str, was: str, thing: str, size: int, *verbs: str) -> Row:
    return Row(written, was, f"within {SECONDS} s and {MEGABYTES} MB each", _comes_back(thing, size, *verbs))


ROWS = (
    _row(
        "sg.document of 16 equations h_k = h_(k-1) * sigmoid(h_(k-1))", "over 25 s",
        "chain of squares", 16, "document", "html", "tex",
    ),
    _row("the same of 100 equations", "over 60 s and 4.2 GB", "chain of squares", 100, "document"),
    _row("sg.document of one equation tanh(e) + x of depth 20", "10 s", "nested sums", 20, "document"),
    _row("the same of depth 100", "over 60 s", "nested sums", 100, "document"),
    _row(
        "the tangent of the gradient of a Hadamard product of 100 factors", "over 60 s",
        "factors", 100, "second", "text of second", "call second",
    ),
    _row(
        "a sum of 200 products W_k x: construct, check, gradient, print", "construct 6 s, check 33 s",
        "sum of products", 200, "construct", "check", "gradient", "text of gradient", "latex of gradient",
    ),
    _row(
        "a sum of 3,000 terms", "RecursionError in lambdify",
        "terms", 3000, "construct", "gradient", "text", "latex", "call", "call gradient",
    ),
    _row(
        "a formula 400 deep", "RecursionError in lambdify",
        "nested sums", 400, "construct", "gradient", "second", "text", "latex", "call", "call gradient",
    ),
    _row(
        "a scalar formula 400 deep", "RecursionError in lambdify",
        "nested scalars", 400, "construct", "gradient", "second", "text", "latex", "call", "call gradient",
        "call second",
    ),
)  # fmt: skip
