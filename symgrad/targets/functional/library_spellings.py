"""How a library spells the functions of the array API standard, which is what functional code is written in.

Code says ``xp.sum(x, axis=-1)``; a spelling makes jnp.sum(x, axis=-1) of it, or torch.sum(x, dim=-1).

Source: Python array API standard, version 2023.12.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from symgrad.targets.functional.special_portable import HURWITZ_JAX

_OF_ARRAY = re.compile(r"\b(\w+)\.device\b")
_DEVICE = re.compile(r", device=[\w.]+")
_WORD = re.compile(r"\bxp\.((?:linalg\.)?\w+)")


@dataclass(frozen=True)
class Spelling:
    """One library.

    name     of the target
    module   what the functions are taken from, ``imports`` the lines that bring it in
    words    functions and methods of the standard that have another name there
    native   helpers that the library has itself, by name: the code that calls one calls that instead
    places   whether arrays that are made are told the device on which they stand
    copies   whether a result is an array of its own, since arrays can be written into
    alike    whether zeros are made like an array that came, so that they vary as it does over the axes of a shard_map
    one_type whether the arrays that come are of one type, where a library tells that of two alone
    loops    ``python``: one step after the other, or ``scan``: by jax.lax.scan
    sources  helpers that are others there, by name
    given    how a function begins that finds its library in its arguments
    """

    name: str
    module: str
    imports: str
    words: Mapping[str, str] = field(default_factory=dict)
    native: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    places: bool = True
    copies: bool = True
    alike: bool = False
    one_type: bool = False
    loops: Literal["python", "scan"] = "python"
    given: str = ""

    def respelled(self, code: str) -> str:
        """Code of the standard in the words of this library."""
        for name, own in self.native.items():
            code = re.sub(rf"(?<![\w.]){name}\(xp, ", f"{own}(", code)
        if self.module == "xp":
            return _OF_ARRAY.sub(r"device_of(\1)", code)
        code = code.replace("(xp, ", "(")
        if not self.places:
            code = _DEVICE.sub("", code)
        code = _WORD.sub(lambda found: self._function(found.group(1)), code)
        for word, other in self.words.items():
            if word.endswith("="):  # in calls alone: no assignment has it, nor has an author's name an = behind it
                code = re.sub(rf"\b{word}(?!=)", other, code)
        return code

    def _function(self, name: str) -> str:
        return f"{self.module}.{self.words.get(name, name)}"


NAMESPACE = '''
try:
    from array_api_compat import array_namespace
except ImportError:
    array_namespace = None


def namespace(*arrays):
    """The library of these arrays, in the form of the array API standard."""
    if array_namespace and arrays:
        return array_namespace(*arrays)
    for array in arrays:
        if hasattr(array, "__array_namespace__"):
            return array.__array_namespace__()
    import numpy

    return numpy


def device_of(array):
    """The device on which an array stands; None where it does not say so."""
    return getattr(array, "device", None)
'''

POSITION_JAX = '''
def position(xp, index, size, dtype):
    """1 where an entry stands among so many, else 0; nan where it stands at no place, which is told outside of jit."""
    at = xp.round(index)
    inside = (xp.abs(index - at) < 1e-3) & (at >= 0.0) & (at < size)
    if not isinstance(inside, jax.core.Tracer) and not inside.all():
        raise IndexError(
            f"a position among {size} is a whole number from 0 to {size - 1}, but {index} came."
        )
    here = xp.arange(size, dtype=index.dtype) == at[..., None]
    return xp.where(inside[..., None], xp.asarray(here, dtype=dtype), xp.nan)
'''

ARRAY_API = Spelling(
    "array-api", "xp", NAMESPACE, given="xp = namespace(", native=MappingProxyType({"sign": "xp.sign"})
)

JAX = Spelling(
    "jax", "jnp", "import jax\nimport jax.numpy as jnp", places=False, copies=False, alike=True, loops="scan",
    native=MappingProxyType({"sign": "jnp.sign", "sigmoid": "jax.nn.sigmoid", "erf": "jax.scipy.special.erf",
                             "erfc": "jax.scipy.special.erfc", "gammaln": "jax.scipy.special.gammaln",
                             "digamma": "jax.scipy.special.digamma", "zeta": "jax.scipy.special.zeta",
                             "expm": "jax.scipy.linalg.expm"}),
    sources=MappingProxyType({"position": POSITION_JAX, "hurwitz": HURWITZ_JAX}),
)  # fmt: skip

TORCH = Spelling(
    "torch", "torch", "import torch", copies=False, one_type=True,
    words=MappingProxyType({
        "axis=": "dim=", "axes=": "dims=", "keepdims=": "keepdim=", "permute_dims": "permute", "concat": "cat",
        "max": "amax", "expand_dims": "unsqueeze",
    }),
    native=MappingProxyType({"sigmoid": "torch.sigmoid", "erf": "torch.erf", "erfc": "torch.erfc",
                             "gammaln": "torch.special.gammaln", "digamma": "torch.special.digamma",
                             "zeta": "torch.special.zeta",
                             "expm": "torch.linalg.matrix_exp"}),
)  # fmt: skip

SPELLINGS: Mapping[str, Spelling] = MappingProxyType({one.name: one for one in (ARRAY_API, JAX, TORCH)})
