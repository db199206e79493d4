"""The array-api target: one function for the arrays of any library that has the functions of the standard.

Source: Python array API standard, version 2023.12.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Sequence
from typing import Any

import numpy as np

from symgrad.extras import extra
from symgrad.programs.program import Program
from symgrad.targets.arguments import refuse_positional
from symgrad.targets.functional import functional_files
from symgrad.targets.functional.library_spellings import ARRAY_API, NAMESPACE
from symgrad.targets.functional.lowered import Lowered
from symgrad.targets.functional.modules import module_source
from symgrad.targets.running import FAILURES, compiled, failure
from symgrad.targets.stand_ins import is_of_a_library, library_of
from symgrad.time import TimeProgram


class ArrayFunction:
    """A compiled program: call it with arrays of one library by keyword, by code name.

    It takes and gives what a NumPy function of symgrad takes and gives, in arrays of the library of those that come, on
    their device: NumPy's own, CuPy's, those of torch and of jax. Numbers, lists and NumPy's arrays among them become
    arrays of that library. Code is for real numbers; it is the same for all of them, and no array is written into.

    arguments, outputs   the names, in order
    source               the code without a batch; ``source_for`` with one, as those of NumPy have it

    Raises ArgumentError and ShapeError as a NumPy function does.

    >>> import numpy as np, symgrad as sg
    >>> n = sg.dims("n")
    >>> x, y = sg.vectors("x y", n)
    >>> f = sg.System([(y, sg.tanh(x))]).lambdify(target="array-api")
    >>> f(x=np.zeros(2))
    array([0., 0.])
    """

    def __init__(self, program: Program | TimeProgram) -> None:
        self._lowered = Lowered(program)
        self.program = self._lowered.program
        self.arguments: tuple[str, ...] = self._lowered.fittings.names
        self.outputs: tuple[str, ...] = self._lowered.outputs
        self._compiled: dict[frozenset[Any], Any] = {}  # by what has samples
        self.source: str = self.source_for()

    def source_for(self, batched: Collection[Any] | bool = ()) -> str:
        """The code for the case that these inputs have a batch axis; over time True or False says whether there is."""
        return self._lowered.source(ARRAY_API, batched)

    def file_text(self, name: str, dtype: str | None = None) -> str:
        """A file of code that stands alone: it defines ``name``, and says what it was checked against, in ``dtype``."""
        return functional_files.file_text(self._lowered, ARRAY_API, name, dtype)

    def save(self, path: str, dtype: str | None = None) -> None:
        """Writes :meth:`file_text`; the function has the name of the file. Raises SymgradError where it cannot."""
        functional_files.save(self._lowered, ARRAY_API, path, dtype)

    def __call__(self, /, *positional: Any, **arrays: Any) -> Any:
        if positional:
            refuse_positional(self.arguments)
        fitted, named = self._lowered.fittings.of(arrays)
        function = self._compiled.get(fitted.batched)
        if function is None:
            written = self._lowered.written(ARRAY_API, "evaluate", fitted.batched)
            function = self._compiled[fitted.batched] = compiled(
                module_source(ARRAY_API, [written]), "evaluate", "evaluate"
            )
        library = Namespace(list(named.values()))
        try:
            found = function(*[argument.array(library, named) for argument in fitted.arguments])
        except FAILURES as error:
            raise failure(error) from None
        values = list(found) if isinstance(found, tuple) else [found]
        for k, axis in enumerate(self._lowered.sums(fitted)):
            if axis is not None:
                values[k] = library.xp.sum(values[k], axis=axis)
        return values[0] if len(values) == 1 else dict(zip(self.outputs, values, strict=True))

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_compiled": {}}  # compiled code cannot be pickled

    def __repr__(self) -> str:
        return f"<array function ({', '.join(self.arguments)}) -> ({', '.join(self.outputs)})>"


_BY_COMPAT = frozenset({"torch", "cupy", "dask"})  # whose arrays do not give the standard's functions themselves


class Namespace:
    """The library of the arrays of one call; NumPy's are brought to it where others stand beside them."""

    def __init__(self, values: Sequence[Any]) -> None:
        own = list(filter(is_of_a_library, values))
        for library in _BY_COMPAT.intersection(map(library_of, own)):
            extra("array_api_compat", "array-api", f"target='array-api' with arrays of {library}")
        self.xp: Any = _namespace()(*own) if own else np
        self._device = getattr(own[0], "device", None) if own else None

    def kind(self, dtype: Any) -> Any | None:
        """The type of the library: the standard asks for float32 and float64."""
        return getattr(self.xp, dtype.name, None)

    def made(self, value: Any, dtype: Any) -> Any:
        """An array of this NumPy type."""
        kind = self.kind(dtype)
        if is_of_a_library(value):
            return value if value.dtype == kind else self.xp.asarray(value, dtype=kind)
        return self.xp.asarray(np.asarray(value, dtype), dtype=kind, device=self._device)

    def full(self, shape: tuple[int, ...], number: float, dtype: Any) -> Any:
        """An array of one number everywhere."""
        return self.xp.full(shape, number, dtype=getattr(self.xp, dtype.name), device=self._device)

    def widened(self, value: Any, place: int, size: int) -> Any:
        """An array with one axis more, along which it is the same."""
        wide = self.xp.expand_dims(value, axis=place)
        return self.xp.broadcast_to(wide, (*wide.shape[:place], size, *wide.shape[place + 1 :]))


@functools.cache
def _namespace() -> Callable[..., Any]:
    return compiled(NAMESPACE, "namespace", "namespace")
