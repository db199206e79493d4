"""Functions of whole vectors and matrices, and linear algebra, as calls of C for each step and sample."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from symgrad.errors import MissingRuleError
from symgrad.lowering import Op, Source, Value
from symgrad.lowering.array_program import LEAD, Letter
from symgrad.operations.of_vectors import LineFunction, logdet
from symgrad.targets.c.c_along_rows import ALONG
from symgrad.targets.c.c_sizes import product, same
from symgrad.targets.c.c_vector_sources import BODIES, vector_function

Rule = Callable[[Any], None]


class CallCode:
    """Writes one operation on whole arrays; ``t`` is the index of the time at hand, "" for the steps of a block."""

    def __init__(self, w: Any, op: Op, t: str) -> None:
        self.w, self.op = w, op
        own = sum(letter not in LEAD for letter in op.letters[0])
        of_lines = isinstance(op.how, LineFunction) or (isinstance(op.how, str) and op.kind == "row" and own == 2)
        self._lead = [letter for letter in op.to if letter in LEAD or (of_lines and letter == 0)]
        self._index = w.indices(self._lead, t)

    def write(self) -> None:
        """The loops over samples and steps, and the call in them."""
        sizes = dict(zip(self.op.to, self.op.out.axes, strict=True))
        opened = self.w.open_lead({letter: sizes[letter] for letter in self._lead}, self._index)
        self.w.open("{")
        tables: Mapping[str, Mapping[str, Rule]] = {"solve": SOLVERS, "along": ALONG}
        rule = _row if self.op.kind == "row" else tables[self.op.kind].get(self.op.how[0])
        if rule is None:
            self.missing(f"no C form for {self.op.how[0]}")
        else:
            rule(self)
        self.w.close(opened + 1)

    def open_missing(self) -> int:
        """Loops over the samples that the result lacks and arguments have; how many."""
        axes = [one for letters in self.op.letters for one in letters if one in LEAD and one not in self.op.to]
        for one in dict.fromkeys(axes):
            self._index[one] = f"k_{len(self._index)}_gone"
            self.w.open(self.w.loop_over(self._index[one], one))
        return len(dict.fromkeys(axes))

    def missing(self, what: str) -> None:
        """Raises MissingRuleError."""
        raise MissingRuleError(f"{self.w.told(self.op)}: {what}; NumPy has it, with target='numpy'.")

    def size(self, k: int, axis: int = -1) -> str:
        """The size of one of its own axes of an argument."""
        own = self.op.args[k].own
        return str(self.w.size(own[axis]))

    def array(self, k: int) -> str:
        """An argument as a pointer to its own entries, row by row; copied where they do not follow each other."""
        arg, letters = self.op.args[k], self.op.letters[k]
        own = sorted(letter for letter in letters if self._is_own(letter))
        place = self.w.layout.place(arg)
        strides = dict(zip(letters, place.strides, strict=True))
        sizes = dict(zip(letters, arg.axes, strict=True))
        wanted = {one: product(sizes[other] for other in own[at + 1 :]) for at, one in enumerate(own)}
        base = self.w.layout.address(arg, [self._index.get(letter, "") for letter in letters])
        if all(same(strides[one], wanted[one]) for one in own) and not place.position:
            return str(base)
        return self._copied(arg, own, base, strides, sizes)

    def _copied(self, arg: Value, own: Sequence[Letter], base: str, strides: Any, sizes: Any) -> str:
        w = self.w
        name = w.layout.spare(f"{w.name_of(arg)}_in_rows", product(sizes[one] for one in own))
        terms, at = [], "0"
        for place, one in enumerate(own):
            w.open(w.loop_over(f"k_{len(self._lead) + place}", sizes[one]))
            terms.append(f"k_{len(self._lead) + place} * {w.factor(strides[one])}")
            at = f"({at}) * {w.factor(sizes[one])} + k_{len(self._lead) + place}"
        w.line(f"{name}[{at}] = (real)({' + '.join([base, *terms])})[0];")
        w.close(len(own))
        return str(name)

    def number(self, k: int) -> str:
        """An argument that is a number."""
        base = self.w.layout.address(self.op.args[k], [self._index.get(one, "") for one in self.op.letters[k]])
        return f"({base})[0]"

    def result(self) -> str:
        """Where the result is written: its entries follow each other."""
        op, place = self.op, self.w.layout.place(self.op.out)
        own = [(axis, stride) for letter, axis, stride in zip(op.to, op.out.axes, place.strides, strict=True)
               if self._is_own(letter)]  # fmt: skip
        assert all(same(stride, product(axis for axis, _ in own[k + 1 :])) for k, (_, stride) in enumerate(own)), op
        return str(self.w.layout.address(op.out, [self._index.get(one, "") for one in op.to]))

    def count(self, k: int) -> str:
        """How many entries of its own an argument has."""
        pairs = zip(self.op.letters[k], self.op.args[k].axes, strict=True)
        return str(self.w.size(product(size for letter, size in pairs if self._is_own(letter))))

    def _is_own(self, letter: Letter) -> bool:
        """Whether an axis is one of those that a call runs along: neither of samples, nor steps, nor lines."""
        return letter not in LEAD and letter not in self._lead

    def room(self, size: Any) -> str:
        """Room for so many numbers."""
        return str(self.w.layout.spare("room", size))

    def order(self, size: Any) -> str:
        """Room for so many whole numbers."""
        return f"(long *)(void *)({self.room(2 * size + 2)})"

    def check(self, call: str, kind: str = "singular") -> None:
        """A call that fails, by default at singular matrices."""
        self.w.line(f"if ({call}) return {self.w.fault(kind, self.op)};")


def _row(code: CallCode) -> None:
    how = code.op.how
    name = how if isinstance(how, str) else getattr(how, "whole", how).name
    if how is logdet:
        n = code.op.args[0].own[-1]
        call = f"sg_log_determinant({code.size(0)}, {code.array(0)}, {code.room(n * n)}, {code.order(n)})"
        code.w.line(f"({code.result()})[0] = {call};")
        return
    if isinstance(how, Source) or name not in BODIES:
        code.missing(f"{name} is Python code of NumPy, which has no C form")
    code.w.helper(name, vector_function(name))
    arrays = [k for k, arg in enumerate(code.op.args) if isinstance(how, str) or k == 0]
    numbers = [k for k in range(len(code.op.args)) if k not in arrays]
    args = [*(code.array(k) for k in arrays), *(code.number(k) for k in numbers)]
    code.w.line(f"sg_{name}({code.count(0)}, {', '.join(args)}, {code.result()});")


def _solve(code: CallCode) -> None:
    n = code.op.args[0].own[-1]
    wide = code.size(1) if 1 in code.op.letters[1] else "1"
    code.check(
        f"sg_solve({code.size(0)}, {wide}, {code.array(0)}, {code.array(1)}, {code.result()}, {code.room(n * n)}, "
        f"{code.order(n)})"
    )


def _inv(code: CallCode) -> None:
    n = code.op.args[0].own[-1]
    code.check(f"sg_inverse({code.size(0)}, {code.array(0)}, {code.result()}, {code.room(n * n)}, {code.order(n)})")


def _det(code: CallCode) -> None:
    n = code.op.args[0].own[-1]
    call = f"sg_determinant({code.size(0)}, {code.array(0)}, {code.room(n * n)}, {code.order(n)})"
    code.w.line(f"({code.result()})[0] = {call};")


def _power(code: CallCode) -> None:
    n = code.op.args[0].own[-1]
    code.check(
        f"sg_matrix_power({code.size(0)}, {code.op.how[1]}, {code.array(0)}, {code.result()}, "
        f"{code.room(3 * n * n)}, {code.order(n)})"
    )


def _cholesky(code: CallCode) -> None:
    code.check(f"sg_cholesky({code.size(0)}, {code.array(0)}, {code.result()})", "not positive definite")


def _factor_of_qr(code: CallCode) -> None:
    m, n = code.op.args[0].own
    wanted_q = code.op.how[1] == 0
    other = code.room(n * n if wanted_q else m * n)
    q, r = (code.result(), other) if wanted_q else (other, code.result())
    sizes, work = f"{code.size(0, 0)}, {code.size(0)}", code.room(m * n + n)
    code.check(f"sg_qr({sizes}, {code.array(0)}, {q}, {r}, {work})", "without full column rank")


SOLVERS: Mapping[str, Rule] = MappingProxyType(
    {
        "solve": _solve,
        "inv": _inv,
        "det": _det,
        "matrix_power": _power,
        "cholesky": _cholesky,
        "qr": _factor_of_qr,
    }
)
