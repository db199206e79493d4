"""Files of functional code that stand alone, in each library."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from symgrad.extras import extra
from symgrad.output import write_file
from symgrad.targets.code_files import code_file
from symgrad.targets.file_entries import Library
from symgrad.targets.functional.library_spellings import Spelling
from symgrad.targets.functional.lowered import Lowered
from symgrad.targets.functional.modules import module_source


def _in_jax(array: Any) -> Any:
    return extra("jax.numpy", "jax", 'a file for target="jax"').asarray(array)


def _in_torch(array: Any) -> Any:
    return extra("torch", "torch", 'a file for target="torch"').as_tensor(array)


_VALUE = "number if value is None else value"
LIBRARIES: Mapping[str, Library] = MappingProxyType(
    {
        "array-api": Library(
            "an array library",
            f"xp = namespace(like)\n    return xp.broadcast_to(xp.asarray({_VALUE}, dtype=like.dtype), shape)",
            "namespace({like}).asarray({condition}, dtype={like}.dtype)",
            "namespace({like}).arange(steps)",
            lambda array: array,
        ),
        "jax": Library(
            "jax",
            f"return jnp.broadcast_to(jnp.asarray({_VALUE}, dtype=like.dtype), shape)",
            "jnp.asarray({condition}, dtype={like}.dtype)",
            "jnp.arange(steps)",
            _in_jax,
        ),
        "torch": Library(
            "torch",
            f"return torch.as_tensor({_VALUE}, dtype=like.dtype, device=like.device).broadcast_to(shape)",
            "({condition}).to({like}.dtype)",
            "torch.arange(steps, device={like}.device)",
            _in_torch,
        ),
    }
)


class FileParts:
    """A program over arrays of a library, as a file is made of it."""

    def __init__(self, lowered: Lowered, spelling: Spelling) -> None:
        self._lowered, self._spelling = lowered, spelling
        self.program, self.outputs = lowered.program, lowered.outputs

    def moving(self) -> frozenset[Any]:
        """The inputs that have an axis of samples where there is a batch."""
        return self._lowered.given_for(True)

    def module(self, names: Mapping[str, frozenset[Any]]) -> str:
        """A module with a function of each name, for the case that these inputs have an axis of samples."""
        written = [self._lowered.written(self._spelling, name, batched) for name, batched in names.items()]
        return module_source(self._spelling, written)


def file_text(lowered: Lowered, spelling: Spelling, name: str, dtype: str | None = None) -> str:
    """A file of code that stands alone: it needs its library, defines ``name``, says what it was checked against."""
    return code_file(FileParts(lowered, spelling), LIBRARIES[spelling.name], name, dtype)


def save(lowered: Lowered, spelling: Spelling, path: str, dtype: str | None = None) -> None:
    """Writes that file; the function has its name."""
    write_file(path, file_text(lowered, spelling, Path(path).stem, dtype))
