r"""Backward passes drawn at random: what is right is called so, what is spoilt is not, and is put right again."""

import collections

import numpy as np
import pytest

from tests.claims.claim_formulas import hadamard, matrix, number, plus, turned
from tests.claims.formula_numbers import value
from tests.claims.forward_passes import Equation, Pass, claims_of, numbers_of, with_gradients
from tests.claims.random_claims import WRONG, corrected_again, judged, mended_alone, named_place, outcome
from tests.claims.random_texts_of_claims import KINDS, Case

SEEDS = (3, 10)
DECLARED = ("all", "none")


@pytest.fixture(scope="module")
def seen():
    """Each claim of each text with its verdict, and what is left of the text put right."""
    found = []
    for kind in KINDS:
        for seed, declared in zip(SEEDS, DECLARED, strict=True):
            case = Case(seed, kind, declared)
            report, claims = judged(case)
            found.append((case, claims, corrected_again(case, report), mended_alone(case, report)))
    return found


def test_right_claims_are_right(seen):
    told = [one for _, claims, *_ in seen for one in claims if not one[0].kind]
    assert len(told) > 60
    assert [(said.text, str(verdict)) for said, verdict in told if outcome(said, verdict) != "right"] == []


def test_spoilt_claims_are_wrong_and_the_place_is_named(seen):
    told = [(said, verdict) for _, claims, *_ in seen for said, verdict in claims if said.kind]
    assert len(told) > 12
    assert [str(verdict) for said, verdict in told if outcome(said, verdict) not in (*WRONG, "not judged")] == []
    assert sum(outcome(*one) in WRONG for one in told) >= 0.9 * len(told)
    wrong = [(said, verdict) for said, verdict in told if verdict.status == "wrong"]
    assert sum(named_place(*one) for one in wrong) >= 0.9 * len(wrong)
    assert sum(bool(verdict.right) for _, verdict in wrong) >= 0.7 * len(wrong)


def test_what_is_put_right_is_judged_right(seen):
    assert sum(left is not None for *_, left, _ in seen) > 5
    assert [str(one) for *_, left, _ in seen for one in left or ()] == []
    assert [str(one) for *_, alone in seen for one in alone] == []


def test_every_kind_of_slip_is_drawn():
    kinds = collections.Counter(
        said.kind for seed in range(12) for kind in KINDS for said in Case(seed, kind, "all").claims if said.kind
    )
    assert {"sign", "term", "transpose", "slope", "time", "name", "sum for product", "factor", "sum"} <= kinds.keys()


def test_a_slip_in_the_adjoints_of_the_tests_is_seen():
    """The negative control: a claim of the tests' own that is wrong is never taken for a right one."""
    shapes = {"W": ("m", "n"), "x": ("n", "1"), "z": ("m", "1"), "c": ("m", "1"), "L": ("1", "1")}
    program = Pass((), shapes)
    uses = {name: program.use(name) for name in shapes}
    equations = Equation("z", matrix(uses["W"], uses["x"])), Equation("L", matrix(turned(uses["c"]), uses["z"]))
    program = Pass(equations, shapes)
    at = with_gradients(program, numbers_of(program, 1))
    claims = {claim.left.name: claim for claim in claims_of(program, "value")}
    for name in ("z", "x", "W"):
        claim = claims[name]
        assert np.allclose(value(claim.left, at), value(claim.right, at))
        spoilt = hadamard(number("2"), claim.right)
        assert not np.allclose(value(claim.left, at), value(spoilt, at))
        assert not np.allclose(value(claim.left, at), value(plus(("-", claim.right)), at))
