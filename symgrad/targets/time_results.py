"""What generated code of a program over time gives back: each result with its axes, none that shares its memory."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from symgrad.lowering.time_samples import base_of, has_samples
from symgrad.targets.time_schedule import EACH
from symgrad.time import Output, TimeProgram


class Results:
    """The results of a program as code.

    names  the identifiers of variables
    room   the array in which the values of a variable are kept ("all") or added up ("sum")
    """

    def __init__(
        self,
        program: TimeProgram,
        batched: Collection[Any],
        names: Mapping[Any, str],
        room: Callable[[str, Any], str],
    ) -> None:
        self._program, self._batched, self._names, self._room = program, batched, names, room
        stages = program.stages
        self._states = {s: (new, stage.direction) for stage in stages for new, old in stage.carry.items()
                        for s in (new, old)}  # fmt: skip
        self._sums = {s for stage in stages if stage.times == "sum" for s in stage.body.definitions}

    def texts(self) -> list[str]:
        """The outputs; none shares its memory with an input or with another one."""
        found: list[str] = []
        for output in self._program.outputs:
            text = self._result(output)
            met = {other.partition("[")[0] for other in found}
            shared = (output.parts[:1] and output.parts[0] in self._program.inputs) or text.partition("[")[0] in met
            fresh = len(output.parts) != 1 or text.endswith((".copy()", ".sum(axis=0)"))
            found.append(text if fresh or not shared else f"{text}.copy()")
        return found

    def _result(self, output: Output) -> str:
        if not output.parts:
            base = base_of(output.symbol, self._program.inputs)
            return f"np.zeros_like({self._names[base]}{'[0]' * (base in self._program.constant)})"
        if output.kind in EACH:
            text = self._at_every_time(output)
            inner = f"({text})" if " + " in text else text
            return {"last": f"{inner}[-1]", "total": f"{inner}.sum(axis=0)"}.get(output.kind, text)
        return " + ".join(map(self._untimed, output.parts))

    def _untimed(self, symbol: Any) -> str:
        return self._room("sum", symbol) if symbol in self._sums else self._names[symbol]

    def _at_every_time(self, output: Output) -> str:
        """A result with an axis of time, and one of samples where it has one, though its parts may have none."""
        wide = has_samples(output, self._program, self._batched)
        still = [part for part in output.parts if part in self._program.still]
        plain = [p for p in output.parts if p not in still and p not in self._batched]
        moving = [part for part in output.parts if part not in still]
        axis = {(True, True): "[:, None]", (False, False): "[:, 0]"}  # a state has samples if its first value has
        texts = [f"{self._part(p)}{axis.get((wide, p in plain), '')}" for p in moving]
        texts += map(self._untimed, still)
        text = " + ".join(texts)
        if moving and (not wide or len(plain) < len(moving)):
            return text
        axes = f"steps{', samples' * wide}"
        own = f"*np.shape({text})[{1 + wide if moving else 0}:]"
        return f"np.broadcast_to({text}, ({axes}, {own})).copy()"

    def _part(self, part: Any) -> str:
        if part in self._states:
            new, direction = self._states[part]
            later = (part == new) == (direction == 1)
            return f"{self._room('all', new)}[{'1:' if later else ':-1'}]"
        return self._names[part] if part in self._program.inputs else self._room("all", part)
