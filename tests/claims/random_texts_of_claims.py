r"""Random texts with a forward pass and a backward pass, some claims of which are spoilt."""

import itertools
import random
from dataclasses import dataclass, replace

import numpy as np

from tests.claims import random_entries_passes, random_layers
from tests.claims.claim_formulas import LAST, plus
from tests.claims.claim_writer import Author, written
from tests.claims.formula_numbers import value
from tests.claims.forward_passes import SIZES, STEPS, claims_of, jacobians_of, numbers_of, with_gradients
from tests.claims.spoilt_claims import slips

KINDS = {
    "layers": random_layers.layers, "attention": random_layers.attention, "samples": random_layers.samples,
    "recurrence": random_layers.recurrence, "entries": random_entries_passes.layers,
    "attention by entries": random_entries_passes.attention, "recurrence by entries": random_entries_passes.recurrence,
}  # fmt: skip
LOSSES = ("L", "L", "E", "J", r"\mathcal{L}", r"\ell")
FORMS = (
    (r"\begin{align}" + "\n", " \\\\\n", "\n" + r"\end{align}"),
    (r"\begin{aligned}" + "\n", " \\\\\n", "\n" + r"\end{aligned}"),
    ("$$ ", " $$\n$$ ", " $$"), (r"\[ ", " \\]\n\\[ ", r" \]"),
    (r"\begin{equation} ", " \\end{equation}\n\\begin{equation} ", r" \end{equation}"),
)  # fmt: skip


@dataclass(frozen=True)
class Said:
    """A claim in print.

    kind      how it was spoilt; "" where it is right
    places    the place that was spoilt, before and after
    at_zero   whether it holds all the same where the first states are zero
    """

    text: str
    kind: str = ""
    places: tuple[str, ...] = ()
    at_zero: bool = False


class Case:
    """A text with claims, what is declared, and which of its claims are spoilt."""

    def __init__(self, seed, kind, declared, spoilt=True):
        self.source = source = random.Random(f"{seed} {kind}")
        while True:
            self.program, names = KINDS[kind](source)
            names["L"] = (source.choice(LOSSES), "", "")
            if len(set(names.values())) == len(names) and (kind != "x"):
                break
        shown = {base for base, *_ in names.values()}
        own = {"time": source.choice(("_", "^()", "_"))} if self.program.by_entries else {}
        bold = not self.program.by_entries and source.random() < 0.3
        author = Author.drawn(source, names, names["L"][0], bold, self.program.shapes, **own)
        own_d = names.get("y", "")[:1] == ("d",)  # beside which a cotangent d\\rho would be a product
        if author.mark in ("d", "bar") and (own_d or any(f"d{base}" in shown for base in shown)):
            author = replace(author, mark="fraction")
        if any(above and author.transpose == "'" for *_, above in names.values()):
            author = replace(author, transpose=r"^\top")
        self.kind, self.declared, self.conventions, self.author = kind, declared, {}, author
        if author.mark == "named":
            self.author = author = self._with_marks(author)
        at = [with_gradients(self.program, numbers_of(self.program, one)) for one in (1, 2)]
        self.zero = with_gradients(self.program, numbers_of(self.program, 3, zero_first=True))
        way = source.choice(("value", "value", "argument", "diagonal" if not self.program.by_entries else "value"))
        local = [one for one in jacobians_of(self.program, way) if self._is_total(one, at) and source.random() < 0.5]
        claims = [self._in_any_order(claim) for claim in (*local, *claims_of(self.program, way))]
        self.claims = [self._said(claim, at, spoilt) for claim in claims]
        self._declare()
        self.forward, self.text = self._texts()

    def _in_any_order(self, claim):
        """A claim with the terms of its sum in any order: what comes from the step after may stand first."""
        right = claim.right
        if right.kind != "plus":
            return claim
        pairs = list(zip(right.name, right.parts, strict=True))
        return replace(claim, right=plus(*self.source.sample(pairs, len(pairs))))

    @property
    def whole(self):
        """All that the judge is given."""
        return f"{self.forward or ''}{self.text}\n{self.shapes} {self.conventions}"

    def _with_marks(self, author):
        """Names for the gradients of arguments of functions, of one kind: delta with the scripts of what it is of."""
        pool = [name for name in self.program.defined() if name[0] in "za" and name not in self.program.losses]
        named = {}
        for name in pool:
            base, below, above = author.names[name]
            below = below or above or ("" if len(pool) == 1 else base.replace("\\hat", "").strip("{}"))
            named[name] = f"\\delta|{below}|{above if below != above else ''}"
        if len(set(named.values())) < len(named):
            return replace(author, mark="fraction")
        own = replace(author, named=named)
        for name in pool:
            letters = self._letters(name)
            shift = 0 if name in self.program.timed else None
            mark, of = own.gradient(name, shift, letters)[0], own.name(name, shift, letters)[0]
            self.conventions[mark] = f"cotangent of {of}"
        return own

    def _letters(self, name):
        if not self.program.by_entries:
            return ()
        uses = [
            part for one in self.program.equations for part in one.right.walk() if part.name == name and part.letters
        ]
        return (
            uses[0].letters if uses else next((one.letters for one in self.program.equations if one.name == name), ())
        )

    def _is_total(self, claim, at):
        """Whether a local derivative is the whole one: what is read acts along no other way."""
        return all(self._holds(claim.left, claim.right, one) for one in at)

    def _said(self, claim, at, spoilt):
        for own in at:
            if not self._holds(claim.left, claim.right, own):
                raise AssertionError(f"a claim of the test is not right: {self._row(claim.left, claim.right)}")
        if spoilt and self.source.random() < 0.25:
            found = list(slips(claim.right, self.program))
            kinds = sorted({kind for kind, *_ in found})
            self.source.shuffle(kinds)
            for kind in kinds:
                own = [one for one in found if one[0] == kind]
                _, right, *places = self.source.choice(own)
                if all(self._differs(claim.left, right, one) for one in at):
                    zero = self._holds_at_zero(claim.left, right)
                    return Said(
                        self._row(claim.left, right), kind, tuple(written(part, self.author) for part in places), zero
                    )
        return Said(self._row(claim.left, claim.right))

    def _row(self, left, right):
        return f"{written(left, self.author)} = {written(right, self.author)}"

    def _sides(self, left, right, at):
        letters = tuple(dict.fromkeys((*left.letters, *_free(right))))
        times = [None]
        if left.shift is not None:
            last = any(part.shift == LAST for one in self.program.equations for part in one.right.walk())
            times = [STEPS] if left.shift == LAST else range(1, STEPS + (not last))
        for time in times:
            for places in itertools.product(*(range(SIZES[one.partition(":")[2]]) for one in letters)):
                own = replace(at, time=time, letters=dict(zip(letters, places, strict=True)))
                yield value(left, own), value(right, own)

    def _holds(self, left, right, at):
        return all(_close(*one) for one in self._sides(left, right, at))

    def _holds_at_zero(self, left, right):
        try:
            with np.errstate(invalid="raise", divide="raise"):
                return self._holds(left, right, self.zero)
        except (KeyError, TypeError, StopIteration, FloatingPointError):
            return False

    def _differs(self, left, right, at):
        try:
            with np.errstate(invalid="raise", divide="raise"):
                sides = list(self._sides(left, right, at))
        except (KeyError, TypeError, StopIteration):
            return True  # a letter, or a time, that nothing binds
        except FloatingPointError:
            return False  # no number: the logarithm of a negative one
        return any(not _close(one, two, 1e-5) for one, two in sides) and not all(
            _close(one.T, two) for one, two in sides
        )  # fmt: skip

    def _declare(self):
        program, defined = self.program, set(self.program.defined())
        self.shapes = {}
        for name, shape in program.shapes.items():
            if name in defined and name in program.timed and self.declared != "all":
                continue
            if self.declared == "none" or (self.declared == "inputs" and name in defined):
                continue
            letters = self._letters(name)
            shown = self.author.name(name, 0 if name in program.timed else None, letters)[0]
            self.shapes[shown] = tuple(one for one in shape if one != "1")
        for name, meaning in program.drawn.items():
            if meaning == "distribution":
                letters = self._letters(name)
                shown = self.author.name(name, 0 if name in program.timed else None, letters)[0]
                self.conventions[shown] = "sums to one"
        if self.author.transpose == "'":
            self.conventions["'"] = "transpose"
        circle = self.author.circle
        scales = circle == r"\cdot" and self.author.dot  # then the sign has two meanings
        if self.declared == "all" and circle != r"\odot" and not scales and not self.program.by_entries:
            self.conventions[circle] = "hadamard"

    def _texts(self):
        rows = []
        for one in self.program.equations:
            left = self.program.use(one.name, 0, one.letters)
            rows.append(self._row(left, one.right))
        before, between, after = self.source.choice(FORMS)
        mark = "&= " if "align" in before else "= "
        forward = before + between.join(row.replace("= ", mark, 1) for row in rows) + after + "\n"
        claims = [one.text.replace("= ", mark, 1) for one in self.claims]
        own = before + between.join(claims) + after + "\n"
        if self.source.random() < 0.3:
            return forward, own
        return None, forward + "\n" + own


def _free(part):
    """The letters that nothing sums over."""
    bound = part.letters if part.kind == "over" else ()
    own = () if part.kind == "over" else part.letters
    return [one for one in (*own, *(one for inner in part.parts for one in _free(inner))) if one not in bound]


def _close(one, two, tolerance=1e-9):
    if two.shape not in (one.shape, (1, 1)):
        return False
    scale = max(np.abs(one).max(), np.abs(two).max(), 1e-300)
    return np.abs(one - two).max() <= tolerance * scale
