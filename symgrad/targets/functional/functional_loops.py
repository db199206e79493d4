"""Loops over t in functional code: what is carried has names, what is kept is stacked when the loop has ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from symgrad.lowering import TIME, Block, Op, Value
from symgrad.lowering.passes import Loop, is_end
from symgrad.targets.array_code.code_pieces import Code
from symgrad.targets.array_code.one_time import at_one_time, of_one_time
from symgrad.targets.functional.aligned_axes import along


def shifted(w: Any, op: Op) -> Code:
    """All values of the step before, or after, as one array."""
    new = w.bound(w.code(op.args[0]))
    count = len(op.out.axes)
    first = along(count, 0, ":1")
    given = len(op.args) > 1
    end = f"{w.code(op.args[1]).atom}[None, ...]" if given else f"xp.zeros_like({new.text}{first})"
    rest = f"{new.text}{along(count, 0, ':-1' if op.how > 0 else '1:')}"
    return Code(f"xp.concat([{', '.join([end, rest] if op.how > 0 else [rest, end])}], axis=0)")


@dataclass(frozen=True)
class _Kept:
    """What a loop keeps at every t: the value, and the name of its array."""

    value: Value
    name: str


class FunctionalLoop:
    """Writes one loop over all t."""

    def __init__(self, w: Any, loop: Loop) -> None:
        self._w, self._loop = w, loop
        self._made = {op.out for op in (*loop.ops, *loop.carry)}
        self._ends = _ends_alone(w.block, loop)
        read = {*loop.keeps, *(op.args[0] for op in loop.carry if op.out in loop.keeps)} - self._ends
        names = {op.out: w.named.get(op.out) or w.identifiers.fresh(op.out.name) for op in loop.ops if op.out in read}
        self._kept = [_Kept(value, name) for value, name in names.items()]
        self._carry = [(op, at_one_time(op.out)) for op in loop.carry]

    def write(self) -> None:
        """The lines of the loop, and what it carries as one array where that is read."""
        outside = dict(self._w.codes)
        if self._w.spelling.loops == "scan":
            self._scan()
        else:
            self._steps()
        self._w.codes = outside
        for kept in self._kept:
            self._w.keep(kept.value, kept.name, kept.name)
        for op in self._loop.carry:
            if op.out in self._loop.keeps:
                self._w.add(op, op.out in self._w.named)

    def _first(self, op: Op) -> str:
        """What is carried into the first step."""
        if len(op.args) > 1:
            return str(self._w.code(op.args[1]).text)
        return str(self._w.full(at_one_time(op.out), Code("0.0", constant=True)).text)

    def _sequences(self) -> dict[Value, str]:
        """The arrays with a time that a step reads, which the loop does not make, and what they are called."""
        found = dict[Value, str]()
        for op in self._loop.ops:
            for arg in op.args:
                if TIME in arg.axes and arg not in self._made and arg not in found:
                    found[arg] = self._w.code(arg).atom
        return found

    def _body(self) -> None:
        """The operations of one step."""
        w, kept = self._w, {one.value for one in self._kept}
        named = kept.union(op.args[0] for op in self._loop.carry)
        for op in self._loop.ops:
            one = at_one_time(op.out)
            code = w.code_of(of_one_time(op))
            if w.stands_inside(op, code) and op.out not in named:
                w.codes[one] = code
            else:
                w.depth[op.out] = 0
                w.assign(one, f"{op.out.name}_t", code.text)

    def _carried_on(self) -> list[str]:
        return [self._w.code(at_one_time(op.args[0])).text for op, _ in self._carry]

    # -- one step after the other

    def _steps(self) -> None:
        w, loop = self._w, self._loop
        t = w.counter()
        for op, one in self._carry:
            w.assign(one, f"{op.out.name}_t", self._first(op))
        lists = {kept.value: w.identifiers.fresh(f"{kept.name}_steps") for kept in self._kept}
        for name in lists.values():
            w.line(f"{name} = []")
        steps = w.lead_size(TIME)
        w.line(f"for {t} in {f'range({steps})' if loop.direction > 0 else f'reversed(range({steps}))'}:")
        w.pad += "    "
        for arg, text in self._sequences().items():
            w.codes[at_one_time(arg)] = Code(f"{text}{along(len(arg.axes), 0, t)}")
        self._body()
        for value, name in lists.items():
            w.line(f"{name}.append({w.code(at_one_time(value)).text})")
        names = [w.code(one).text for _, one in self._carry]
        w.line(f"{', '.join(names)} = {', '.join(self._carried_on())}")
        w.pad = w.pad[4:]
        for (op, _), name in zip(self._carry, names, strict=True):
            w.ends[op.args[0]] = Code(name)
        for kept in self._kept:
            order = "" if loop.direction > 0 else "[::-1]"
            w.line(f"{kept.name} = xp.stack({lists[kept.value]}{order}, axis=0)")

    # -- by jax.lax.scan

    def _scan(self) -> None:
        w, loop = self._w, self._loop
        firsts = [self._first(op) for op, _ in self._carry]
        sequences = self._sequences()
        step, carry, at_t = (w.identifiers.fresh(name) for name in ("step", "carry", "at_t"))
        w.line(f"def {step}({carry}, {at_t}):")
        w.pad += "    "
        olds = [w.line_name(one, f"{op.out.name}_t") for op, one in self._carry]
        w.line(f"{', '.join(olds)}{',' * (len(olds) == 1)} = {carry}")
        for (_, one), name in zip(self._carry, olds, strict=True):
            w.codes[one] = Code(name)
        parts = []
        for arg in sequences:
            name = w.line_name(at_one_time(arg), f"{arg.name}_t")
            w.codes[at_one_time(arg)] = Code(name)
            parts.append(name)
        if parts:
            w.line(f"{', '.join(parts)}{',' * (len(parts) == 1)} = {at_t}")
        self._body()
        kept = [w.code(at_one_time(one.value)).text for one in self._kept]
        w.line(f"return {_tuple(self._carried_on())}, {_tuple(kept)}")
        w.pad = w.pad[4:]
        ends = [
            w.identifiers.fresh(f"{op.args[0].name}_end") if op.args[0] in self._ends else "_" for op, _ in self._carry
        ]
        for (op, _), name in zip(self._carry, ends, strict=True):
            w.ends[op.args[0]] = Code(name)
        names = [one.name for one in self._kept]
        given = f"{_tuple(ends) if self._ends else '_'}, {_tuple(names) if names else '_'}"
        way = "" if loop.direction > 0 else ", reverse=True"
        length = "" if parts else f", length={w.lead_size(TIME)}"
        over = _tuple(list(sequences.values())) if parts else "None"
        w.call(f"{given} = jax.lax.scan", [step, _tuple(firsts), f"{over}{way}{length}"])


def _ends_alone(block: Block, loop: Loop) -> set[Value]:
    """What is carried of which the value after the last step alone is read."""
    inside = {op.out for op in (*loop.ops, *loop.carry)}
    again = {op.args[0] for op in loop.carry if op.out in loop.keeps}
    found = {op.args[0] for op in loop.carry} - again - {*block.outputs.values()}
    for op in block.ops:
        if op.out not in inside and not (op.kind == "place" and is_end(op, loop.direction) and op.how[1] == TIME):
            found.difference_update(op.args)
    return found.intersection(loop.keeps)


def _tuple(items: list[str]) -> str:
    return f"({', '.join(items)}{',' * (len(items) == 1)})"
