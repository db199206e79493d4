"""The text of a C file: what a body needs in front of it, the function, and its two entries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from symgrad.lowering import BATCH, Value
from symgrad.targets.c.c_functions import FUNCTIONS, LIBRARY_MATH
from symgrad.targets.c.c_sizes import factor_text
from symgrad.targets.c.c_writer import ROWS_OF_A_BLOCK, CBody
from symgrad.targets.c.factor_sources import FACTORS
from symgrad.targets.c.matrix_sources import BLAS, LINEAR, PRODUCT
from symgrad.targets.c.vector_math import PRELUDE, VECTOR_MATH

WIDTH = 116


@dataclass(frozen=True)
class CSource:
    """A body as text; ``positions`` are the inputs whose numbers are of 64 bits."""

    body: CBody
    positions: frozenset[Value]

    def program(self) -> str:
        """What every C file of this body has: the functions that it calls, and itself."""
        return "\n".join([PRELUDE, VECTOR_MATH, LIBRARY_MATH, FUNCTIONS, BLAS, PRODUCT, self._linear(),
                          *self.body.helpers.values(), self._room(), self._function()])  # fmt: skip

    def _linear(self) -> str:
        """The functions of linear algebra, and those that factor matrices, where one of them is called."""
        code = "".join(self.body.lines)
        parts = ((LINEAR, _LINEAR), (FACTORS, _FACTORS))
        return "\n".join(text for text, words in parts if any(word in code for word in words))

    # -- parameters

    @property
    def dims(self) -> list[str]:
        """The dimensions, as parameters."""
        return [f"long {name}" for name in self.body.dims.values()]

    @property
    def arrays(self) -> list[str]:
        """The arrays that come in, as parameters."""
        return [f"const {'double' if value in self.positions else 'real'} *{name}"
                for value, name in self.body.inputs.items()]  # fmt: skip

    @property
    def results(self) -> list[str]:
        """The arrays for the results, as parameters."""
        return [f"real *{name}" for name in self.body.results.values()]

    # -- functions

    def _block(self) -> list[str]:
        if not self.body.blocked:
            return []
        names = self.body.dims
        rows = names.get(BATCH)
        many = f"({rows} > 0 ? 1 + {ROWS_OF_A_BLOCK - 1} / {rows} : T)" if rows else str(ROWS_OF_A_BLOCK)
        return [f"long K = {many}; /* steps of a block */", "K = K < T ? K : T;"]

    def _sizes(self) -> list[str]:
        return [f"SG_PADDED({_times(array.rows, array.size, self.body.dims)})" for array in self.body.arrays]

    def _room(self) -> str:
        """How many numbers the work space has."""
        unused = [f"(void){name};" for name in self.body.dims.values()]
        lines = [*self._block(), *unused, "size_t room = 0;"]
        lines += [f"room += {size};" for size in self._sizes()]
        head = call("static size_t sg_room", self.dims or ["void"])
        body = "".join(f"    {line}\n" for line in [*lines, "return room;"])
        return f"#define SG_PADDED(n) (((size_t)(n) + 15) / 16 * 16)\n\n{head} {{\n{body}}}\n"

    def _function(self) -> str:
        body = self.body
        parameters = [*self.dims, *self.arrays, *self.results, "real *work", "double *fault"]
        given = [*body.dims.values(), *body.inputs.values(), *body.results.values(), "work", "fault"]
        lines = [*(f"(void){name};" for name in given), *self._block()]
        for array, size in zip(body.arrays, self._sizes(), strict=True):
            lines += [f"real *{array.name} = work;", f"work += {size};"]
        text = "\n".join([*(f"    {line}" for line in lines), *body.lines, "    return 0;"])
        return f"{call('static int sg_program', parameters)} {{\n{text}\n}}\n"

    def entry(self, static: bool = False) -> str:
        """Two functions by arrays of pointers, for whoever calls without a header."""
        dims = ", ".join(f"dims[{k}]" for k in range(len(self.body.dims)))
        arrays = [f"(const {'double' if value in self.positions else 'real'} *)arrays[{k}]"
                  for k, value in enumerate(self.body.inputs)]  # fmt: skip
        arrays += [f"(real *)arrays[{len(arrays) + k}]" for k in range(len(self.body.results))]
        passed = wrapped_list([*([dims] if dims else []), *arrays, "work", "fault"], 8)
        word = "static " if static else ""
        return (
            f"{word}size_t sg_entry_room(const long *dims) {{\n    (void)dims;\n    return sg_room({dims});\n}}\n\n"
            f"{word}int sg_entry(const long *dims, void *const *arrays, real *work, double *fault) {{\n"
            f"    (void)dims;\n    (void)arrays;\n    return sg_program(\n{passed});\n}}\n"
        )


_FACTORS = ("sg_cholesky(", "sg_qr(")
_LINEAR = ("sg_solve(", "sg_inverse(", "sg_determinant(", "sg_log_determinant(", "sg_matrix_power(")


def _times(rows: str, size: Any, names: Mapping[Any, str]) -> str:
    text = factor_text(size, names)
    return text if rows == "1" else rows if text == "1" else f"{rows} * {text}"


def call(name: str, parameters: list[str], width: int = WIDTH) -> str:
    """The head of a function, on several lines where it is long."""
    line = f"{name}({', '.join(parameters)})"
    return line if len(line) <= width else f"{name}(\n{wrapped_list(parameters, 4, width)})"


def wrapped_list(items: list[str], indent: int, width: int = WIDTH) -> str:
    """Items on lines of their own where they are many."""
    lines, line = [], ""
    for place, item in enumerate(items):
        text = item + (", " if place < len(items) - 1 else "")
        if line and len(line) + len(text.rstrip()) > width - indent:
            lines.append(line.rstrip())
            line = ""
        line += text
    return "\n".join(f"{' ' * indent}{one}" for one in [*lines, line])
