"""Lists of tensors as operations of torch take and give them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch


def packed(tensors: Sequence[Any]) -> tuple[list[Any], str]:
    """Tensors in one list, for torch takes 64 arguments at most, and for each place 1, or 0 where None stood."""
    return [one for one in tensors if one is not None], "".join(["0" if one is None else "1" for one in tensors])


def unpacked(arrays: Sequence[Any], came: str, default: Any = None) -> list[Any]:
    """What :func:`packed` got, and ``default`` where None stood."""
    left = iter(arrays)
    return [next(left) if mark == "1" else default for mark in came]


def apart(found: Sequence[Any], inputs: Sequence[Any], given: int) -> list[Any]:
    """Outputs in the order of their entries, of which none is an input, another output, or a part of one.

    Nor is one that is ``given`` to a caller a view: torch would not let him write into it.
    """
    taken = {one.untyped_storage().data_ptr() for one in inputs if one is not None and one.numel()}
    made = []
    for place, one in enumerate(found):
        own = one.contiguous()
        if own.untyped_storage().data_ptr() in taken or (place < given and own._is_view()):
            own = own.clone(memory_format=torch.contiguous_format)
        taken.add(own.untyped_storage().data_ptr())
        made.append(own)
    return made
