"""Words of operations that papers seldom name, and signs that stand for what the caller says."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_SAME = """hardmax rms scan revscan revcumsum windows overlap unvec vech unvech stricttril stricttriu chol qr diagonal
logm sinm cosm sinhm coshm sqrtm"""

# A word with a bracket behind it -> the operation or function; without a bracket it is a name
OPERATION_WORDS: Mapping[str, str] = MappingProxyType(
    {
        **{word: word for word in _SAME.split()},
        "maxpool": "max_pool", "meanpool": "mean_pool", "onehot": "one_hot", "kronleft": "kron_left",
        "kronright": "kron_right", "arcsec": "asec", "arccsc": "acsc", "arccot": "acot", "arsech": "asech",
        "arcsch": "acsch", "arcoth": "acoth",
    }
)  # fmt: skip
# Operations whose sizes stand beneath their word: maxpool_{2,1}(x)
WITH_SIZES = frozenset({"max_pool", "mean_pool", "windows", "overlap"})

# What a convention may say of a sign: it stands for this matrix, with its sizes below it or none; a unit vector
# with the place of its 1
SIZED_MATRICES = frozenset({"identity", "duplication matrix", "elimination matrix", "commutation matrix"})
MATRICES_OF_SIGNS = SIZED_MATRICES | {"unit vector"}
# Or it is this function of the matrix in the bracket behind it
FUNCTIONS_OF_SIGNS = frozenset({"eigenvalue", "eigenvector", "Frechet derivative"})
PSEUDO_INVERSE = "pseudo-inverse"  # of the sign ^+
MEANINGS_OF_SIGNS = MATRICES_OF_SIGNS | FUNCTIONS_OF_SIGNS | {PSEUDO_INVERSE, "convolution", "correlation"}
