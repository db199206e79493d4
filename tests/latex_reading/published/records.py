"""What the data consist of: a published forward pass, a paper with its claims, a claim with the verdict it deserves."""

from dataclasses import dataclass, field

STATUSES = ("right", "right up to layout", "right under a condition", "partial", "wrong")

# The ways in which claims are spoilt, each the ``kind`` of some claims.
KINDS = (
    "sign",
    "transpose missing",
    "slope of the wrong argument",
    "sigma for sigma'",
    "missing path",
    "extra term",
    "time index off by one",
    "product for sum",
    "swapped names",
    "missing factor",
    "sum dropped",
    "wrong output slope",
    "Hadamard for matrix product",
    "wrong gate",
    "wrong index in a sum",
    "bracket misplaced",
    "constant factor",
    "layout",
    "mean for sum",
    "wrong carry",
    "wrong exponent",
    "order of factors",
)


@dataclass(frozen=True)
class Published:
    """A forward pass as it is typeset somewhere.

    ``cell`` names the function of ``symgrad.cells`` that it equals; empty where there is none. ``rename`` maps the code
    names of the text (letters and scripts joined by underscores, time dropped, h_{t-1} -> h_prev) to those of the cell,
    or of the first text of its ``pair``; a name that is not in it is the same in both. A value is

        W_i           the array itself
        W_i.T         its transpose
        diag(p_i)     the diagonal matrix of a vector
        [U_f, W_f]    two matrices side by side
        0             zeros: of two biases that add up the second one

    A parameter of the cell that no value names is zero. With ``samples`` the states and inputs of the text hold one
    sample in each row, and the cell is applied to each row. Texts of one ``pair`` equal one another.
    """

    name: str
    cell: str
    source: str
    latex: str
    shapes: dict = field(default_factory=dict)
    conventions: dict = field(default_factory=dict)
    rename: dict = field(default_factory=dict)
    pair: str = ""
    samples: bool = False


@dataclass(frozen=True)
class Claim:
    """An equation for a gradient: ``latex`` without dollars, and what ``verify`` must say of it.

    Of a spoilt one ``kind`` is the way in which, and ``term`` the part of ``latex`` that is at fault; of a missing path
    it is the name, as written, through which the path goes.
    """

    latex: str
    status: str
    kind: str = ""
    term: str = ""
    note: str = ""


@dataclass(frozen=True)
class Paper:
    """A forward pass, and claims about its gradients, each to be judged on its own."""

    name: str
    source: str
    forward: str
    claims: tuple
    shapes: dict = field(default_factory=dict)
    conventions: dict = field(default_factory=dict)

    @property
    def text(self):
        """All claims as one text, a display for each."""
        return "\n\n".join(f"$$\n{claim.latex}\n$$" for claim in self.claims)


def each(pattern, letters, shape):
    """The shape of each name of a family: ``each("W_*", "ifo", ("n", "m"))`` of W_i, W_f and W_o."""
    return {pattern.replace("*", letter): shape for letter in letters}
