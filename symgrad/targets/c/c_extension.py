"""The text of a CPython module around a C program: arrays by keyword in, new arrays out.

call(**arrays)        NotImplemented unless all is as the code takes it, at sizes that were checked before
run(dims, arrays)     arrays that were checked, in order; their sizes count as checked from then on
use_blas(capsule)     the product of large matrices
let_go()              forgets the work space that stays between calls
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from symgrad.lowering import BATCH, TIME, Value
from symgrad.targets.c.c_compiler import MODULE
from symgrad.targets.c.c_file import CSource
from symgrad.targets.c.c_module_text import HEAD, TEXT
from symgrad.targets.c.c_sizes import size_text


@dataclass(frozen=True)
class CInput:
    """An argument as the module takes it.

    axes      the sizes of its array, TIME and BATCH in front where it has them
    default   C of the number that it has where it is left out, in which ``k`` is its place; "" where it may not be
    mask      whether it is 0 or 1 everywhere
    hidden    whether nobody gives it
    """

    name: str
    value: Value
    axes: tuple[Any, ...]
    default: str = ""
    mask: bool = False
    hidden: bool = False


@dataclass(frozen=True)
class CModule:
    """A module: its arguments in order, and the shape of each result."""

    source: CSource
    inputs: tuple[CInput, ...]
    results: Mapping[str, tuple[Any, ...]]

    def text(self) -> str:
        """The whole."""
        shown = [one for one in self.inputs if not one.hidden]
        filled = {
            "@NAMES@": ", ".join(_quoted(one.name) for one in self.inputs) or '""',
            "@RESULTS@": ", ".join(_quoted(name) for name in self.results) or '""',
            "@INPUTS@": str(len(self.inputs)),
            "@SHOWN@": str(len(shown)),
            "@OUTPUTS@": str(len(self.results)),
            "@DIMS@": str(len(self.source.body.dims)),
            "@TYPES@": ", ".join("NPY_DOUBLE" if one.value in self.source.positions else "SG_TYPE"
                                 for one in self.inputs) or "0",
            "@NDIM@": ", ".join(str(len(one.axes)) for one in self.inputs) or "0",
            "@SHAPES@": self._shapes(),
            "@SIZES@": self._lines(self._size_lines()),
            "@DEFAULTS@": self._lines(self._default_lines()),
            "@NEW@": self._lines(self._new_lines()),
            "@OWN@": self._lines(self._own_lines()),
            "@HIDDEN@": ", ".join(str(int(one.hidden)) for one in self.inputs) or "0",
            "@OPTIONAL@": ", ".join(str(int(bool(one.default))) for one in self.inputs) or "0",
            "@MODULE@": MODULE,
        }  # fmt: skip
        made = TEXT
        for mark, text in filled.items():
            made = made.replace(mark, text)
        return f"{HEAD}{self.source.program()}\n{self.source.entry(static=True)}\n{made}"

    @staticmethod
    def _lines(lines: Sequence[str]) -> str:
        return "\n".join(f"    {line}" for line in lines)

    def _size(self, size: Any) -> str:
        names = {axis: f"dims[{k}]" for k, axis in enumerate(self.source.body.dims)}
        return size_text(size, names)

    def _shapes(self) -> str:
        """What reads the dimensions off the arrays, and compares the rest."""
        lines, told = list[str](), set[Any]()
        dims = list(self.source.body.dims)
        places = [
            (k, j, axis) for k, one in enumerate(self.inputs) if not one.hidden for j, axis in enumerate(one.axes)
        ]
        places.sort(key=lambda place: bool(self.inputs[place[0]].default))  # those that are always there first
        for k, j, axis in places:
            if axis in dims and axis not in told:
                told.add(axis)
                lines.append(f"if (!a[{k}]) return 0;" if self.inputs[k].default else "")
                lines.append(f"dims[{dims.index(axis)}] = (long)PyArray_DIM(a[{k}], {j});")
        if set(dims) - told:
            return self._lines(["return 0; /* a size that Python works out */"])
        for k, j, axis in places:
            if f"dims[{dims.index(axis) if axis in dims else -1}] = (long)PyArray_DIM(a[{k}], {j});" not in lines:
                absent = f"a[{k}] && " if self.inputs[k].default else ""
                lines.append(f"if ({absent}(long)PyArray_DIM(a[{k}], {j}) != {self._size(axis)}) return 0;")
        if TIME in dims:
            lines.append(f"if (dims[{dims.index(TIME)}] < 1) return 0;")
        for k, one in enumerate(self.inputs):
            if one.mask:
                lines.append(f"if (a[{k}] && !sg_is_mask(a[{k}])) return 0;")
        return self._lines([*filter(None, lines), "return 1;"])

    def _size_lines(self) -> list[str]:
        from_axes = [(k, " * ".join(f"({self._size(axis)})" for axis in one.axes) or "1")
                     for k, one in enumerate(self.inputs)]  # fmt: skip
        return [f"sizes[{k}] = {size};" for k, size in from_axes]

    def _default_lines(self) -> list[str]:
        lines = []
        for k, one in enumerate(self.inputs):
            if one.default:
                dims = list(self.source.body.dims)
                t = f"const long T = dims[{dims.index(TIME)}]; (void)T;" if TIME in dims else ""
                kind = "double" if one.value in self.source.positions else "real"
                fill = f"for (long k = 0; k < sizes[{k}]; k++) (({kind} *)to)[k] = ({kind})({one.default});"
                lines.append(f"if (place == {k}) {{ {t} {fill} }}")
        return lines

    def _new_lines(self) -> list[str]:
        lines = []
        for k, axes in enumerate(self.results.values()):
            sizes = ", ".join(self._size(axis) for axis in axes) or "0"
            lines += [f"npy_intp shape_{k}[] = {{{sizes}}};",
                      f"out[{k}] = PyArray_SimpleNew({len(axes)}, shape_{k}, SG_TYPE);",
                      f"if (!out[{k}]) return 0;"]  # fmt: skip
        return lines

    def _own_lines(self) -> list[str]:
        dims = list(self.source.body.dims)
        own = [k for k, axis in enumerate(dims) if axis not in (TIME, BATCH)]
        asked = " && ".join(f"dims[{k}] == known[{k}]" for k in own)
        return [f"return {asked or '1'};"]


def _quoted(name: str) -> str:
    text = "".join(chr(one) if 32 <= one < 127 and chr(one) not in '"\\' else f"\\{one:03o}" for one in name.encode())
    return f'"{text}"'
