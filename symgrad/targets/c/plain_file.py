"""A C file that stands alone, with its header: libm is all that it needs, and cblas where one chooses it.

Its numbers are of one type, or of the one that whoever compiles it says.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from symgrad.output import write_file
from symgrad.targets.c.c_extension import CInput, CModule
from symgrad.targets.c.c_file import call, wrapped_list
from symgrad.targets.c.c_names import as_c_name
from symgrad.targets.c.c_sizes import size_text

WIDTH = 80  # of what people read: the comment, the declaration, the example
NAMES = MappingProxyType({"float64": "double", "float32": "float", None: "SYMGRAD_REAL"})
_REAL = re.compile(r"\breal\b(?= \*)")
_BOTH = """\
#ifdef SYMGRAD_FLOAT
#define SYMGRAD_REAL float
#else
#define SYMGRAD_REAL double
#endif

"""
_ONE = MappingProxyType(
    {
        "float64": "#undef SYMGRAD_FLOAT\n",
        "float32": "#undef SYMGRAD_FLOAT\n#define SYMGRAD_FLOAT\n",
        None: "",
    }
)


@dataclass(frozen=True)
class PlainFile:
    """The text of a file and of its header; ``equations`` are told in it, and what it was ``checked`` against.

    ``dtype`` is the type of its numbers; None leaves it to -DSYMGRAD_FLOAT.
    """

    module: CModule
    name: str
    equations: str
    checked: str = ""
    dtype: str | None = None

    @property
    def function(self) -> str:
        """What the function is called."""
        return as_c_name(self.name)

    def _sizes(self) -> dict[str, str]:
        """How many numbers the hidden inputs have."""
        dims = self.module.source.body.dims
        return {name: " * ".join(f"({size_text(axis, dims)})" for axis in one.axes) or "1"
                for name, one in self._hidden.items()}  # fmt: skip

    def header(self) -> str:
        """The declaration, and how to call it."""
        guard = f"SYMGRAD_{self.function.upper()}_H"
        example = "\n".join(f" *     {line}" for line in self.example())
        return (
            f"{self._comment()}\n/*\n * A program that calls it with zeros:\n *\n{example}\n */\n"
            f"#ifndef {guard}\n#define {guard}\n\n"
            '#ifdef __cplusplus\nextern "C" {\n#endif\n\n'
            f"{_BOTH if self.dtype is None else ''}{self._definition(NAMES[self.dtype])};\n\n"
            "#ifdef __cplusplus\n}\n#endif\n\n#endif\n"
        )

    def example(self) -> list[str]:
        """A program of a few lines that calls it once, at sizes of 2."""
        body, hidden = self.module.source.body, self._hidden
        dims = body.dims
        sizes = [*((name, axes) for name, axes in self._inputs()), *self._results()]
        room = {name: " * ".join(f"({size_text(axis, dims)})" for axis in axes) or "1" for name, axes in sizes}
        given = [*dims.values(), *(name for name in body.inputs.values() if name not in hidden), *body.results.values()]
        wide = {body.inputs[one] for one in self.module.source.positions}
        types = {name: "double" if name in wide else NAMES[self.dtype] for name, _ in sizes}
        return [
            "#include <stdlib.h>",
            f'#include "{self.name}.h"',
            "int main(void) {",
            *([f"    long {', '.join(f'{name} = 2' for name in dims.values())};"] if dims else []),
            *(f"    {types[name]} *{name} = calloc({size}, sizeof *{name});" for name, size in room.items()),
            *(f"    {line}" for line in f"{call(f'return {self.function}', given, WIDTH - 11)};".splitlines()),
            "}",
        ]

    def source(self) -> str:
        """The definition."""
        body = self.module.source.body
        given = [*body.dims.values(), *body.inputs.values(), *body.results.values()]
        dims = ", ".join(body.dims.values())
        room = " + ".join([f"sg_room({dims})", *(f"(size_t)({size})" for size in self._sizes().values()), "64"])
        lines = [
            f"real *work = malloc(sizeof(real) * ({room})), *from = work;",
            "if (!work) return -1;",
            "from = (real *)(((uintptr_t)work + 63) / 64 * 64);",
        ]
        before = f"from + sg_room({dims})"
        for name, size in self._sizes().items():
            lines.append(f"real *{name} = {before};")
            lines.append(f"for (long k = 0; k < {size}; k++) {name}[k] = (real)({self._hidden[name].default});")
            before = f"{name} + {size}"
        lines += [
            "double fault[2] = {0, 0};",
            call("const int failed = sg_program", [*given, "from", "fault"]) + ";",
            "free(work);",
            "return failed;",
        ]
        text = "\n".join(f"    {line}" for line in lines)
        whole = f"{_ONE[self.dtype]}{self.module.source.program()}\n{self._definition('real')}"
        return f"{self._comment()}\n{whole} {{\n{text}\n}}\n"

    def save(self, path: str | Path) -> None:
        """Writes the file, NAME.c, and beside it its header, NAME.h."""
        whole = Path(path).with_suffix(".c")
        include = f'#include "{whole.with_suffix(".h").name}"'
        write_file(str(whole), self.source().replace("#include <float.h>", f"{include}\n#include <float.h>", 1))
        write_file(str(whole.with_suffix(".h")), self.header())

    # -- parts

    @property
    def _hidden(self) -> dict[str, CInput]:
        """The inputs that the time alone says: the file makes them."""
        names = self.module.source.body.inputs
        return {names[one.value]: one for one in self.module.inputs if one.hidden}

    def _definition(self, real: str) -> str:
        """The head of the function: sizes, arrays and results, those of each on lines of their own."""
        source = self.module.source
        pairs = zip(source.arrays, source.body.inputs.values(), strict=True)
        given = [text for text, name in pairs if name not in self._hidden]
        groups = [[_REAL.sub(real, one) for one in group] for group in (source.dims, given, source.results) if group]
        line = call(f"int {self.function}", [one for group in groups for one in group], WIDTH)
        if "\n" not in line:
            return line
        lines = ",\n".join(wrapped_list(group, 4, WIDTH - 1) for group in groups)
        return f"int {self.function}(\n{lines})"

    def _comment(self) -> str:
        parts = [
            "Made by symgrad. The equations:", "", *(f"    {line}" for line in self.equations.splitlines()), "",
            f"int {self.function}(sizes, arrays, results): all arrays lie row by row, and are of {self._types()}. No "
            "result may share memory with another array. It gives 0, -1 where there is no memory, and else the number "
            "of what failed: " + (self._faults() or "nothing else can fail") + ".", "",
            *self._shapes("array", self._inputs()), *self._shapes("result", self._results()), "",
            f"    cc -O3 -march=native -c {self.function}.c", "",
            "Link with -lm; with -DSYMGRAD_CBLAS and -lcblas large products are those of BLAS.", "",
            self.checked or "It is compared with the NumPy code of the same equations by symgrad's tests, not for this "
            "file.",
        ]  # fmt: skip
        lines: list[str] = []
        for part in parts:
            kept = part.startswith("    ")
            lines += [part] if kept or not part else textwrap.wrap(part, WIDTH - 3, break_long_words=False)
        text = "\n".join(f" * {line}".rstrip() for line in lines).replace("*/", "* /")
        return f"/*\n{text}\n */"

    def _types(self) -> str:
        if self.dtype is None:
            return "double, or of float where this file and what includes its header are compiled with -DSYMGRAD_FLOAT"
        wide = [self.module.source.body.inputs[one] for one in self.module.source.positions]
        return NAMES[self.dtype] + f", {' and '.join(wide)} of double" * (self.dtype == "float32" and bool(wide))

    def _faults(self) -> str:
        faults = self.module.source.body.faults
        return ", ".join(f"{k}: {one.kind} in the equation of {one.of}" for k, one in enumerate(faults, 1))

    def _inputs(self) -> list[tuple[str, tuple[object, ...]]]:
        names = self.module.source.body.inputs
        return [(names[one.value], one.axes) for one in self.module.inputs if not one.hidden]

    def _results(self) -> list[tuple[str, tuple[object, ...]]]:
        names = self.module.source.body.results
        return [(names[name], axes) for name, axes in self.module.results.items()]

    def _shapes(self, what: str, arrays: Sequence[tuple[str, tuple[object, ...]]]) -> list[str]:
        dims = self.module.source.body.dims
        return [f"    {what} {name}[{']['.join(size_text(axis, dims) for axis in axes)}]" if axes else
                f"    {what} {name}: one number" for name, axes in arrays]  # fmt: skip
