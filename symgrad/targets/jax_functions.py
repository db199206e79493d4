"""The jax target: jax.numpy and jax.lax.scan, and the derived gradient as the rule by which jax differentiates it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Sequence
from typing import Any

import numpy as np

from symgrad.calculus.modes import tangent_program
from symgrad.expressions.symbols import Tangent
from symgrad.extras import extra
from symgrad.programs.program import Program
from symgrad.targets.arguments import refuse_positional
from symgrad.targets.functional import functional_files
from symgrad.targets.functional.halved import BACKWARD, FORWARD, Halved, WrittenHalves, sources_of
from symgrad.targets.functional.library_spellings import JAX
from symgrad.targets.functional.lowered import Lowered
from symgrad.targets.functional.modules import module_source
from symgrad.targets.functional.rules_of_jax import glue
from symgrad.targets.numpy import WrittenFunction
from symgrad.targets.running import FAILURES, compiled, failure
from symgrad.targets.stand_ins import is_of_numpy
from symgrad.time import TimeProgram, tangent_over_time

NAME = "evaluate"


class JaxFunction:
    """A compiled program: call it with arrays by keyword, by code name, inside of jax.jit, grad, vmap and the like too.

    It takes and gives what a NumPy function of symgrad does, in arrays of jax, of the types that jax has: float64 where
    jax_enable_x64 is on. Its gradient is the derived one, as a jax.custom_vjp: two functions of jax.numpy, of which
    the first keeps what ``kept`` names for the second. jax differentiates these again, traces, maps and shards them.

    jax refuses to push tangents through a custom_vjp: ``tangent`` is the derived tangent, a function of its own, and
    ``forward_mode`` this function with that as its rule, for jax.jvp, jacfwd and linearize.

    In jax.shard_map parameters that are the same on all devices are cast (jax.lax.pcast) beside arrays that vary, so
    that their gradients are sums over the devices. With ``check_vma=False`` jax gives a wrong gradient of a pmean of a
    loss, silently, of plain jax code as of this function: leave that check on. It works from jax 0.7 on; the rest from
    0.4.34 on.

    arguments, outputs  the names, in order
    source              the module without a batch, values and gradient; ``source_for`` with one
    kept                the names of what is kept for the gradient, besides the arguments
    function            the same called with all arrays in order, without names

    Raises ArgumentError and ShapeError as a NumPy function does; of positions under jit it cannot tell that they are
    none, and gives nan there.

    >>> import jax, symgrad as sg
    >>> f = sg.lambdify(sg.scalar("b") ** 2, target="jax")
    >>> float(jax.grad(lambda b: f(b=b))(3.0))
    6.0
    """

    def __init__(self, program: Program | TimeProgram, forward_mode: bool = False) -> None:
        self._jax()
        self._lowered = Lowered(program)
        self._forward_mode = forward_mode
        self.program = self._lowered.program
        self.arguments: tuple[str, ...] = self._lowered.fittings.names
        self.outputs: tuple[str, ...] = self._lowered.outputs
        self._functions: dict[frozenset[Any], Callable[..., Any]] = {}  # by what has samples

    @staticmethod
    def _jax() -> Any:
        return extra("jax", "jax", 'target="jax"')

    # -- the code

    @functools.cached_property
    def source(self) -> str:
        """The module without a batch."""
        return self.source_for()

    def source_for(self, batched: Collection[Any] | bool = ()) -> str:
        """The module for the case that these inputs have a batch axis; over time True or False says whether."""
        given = self._lowered.given_for(batched)
        values = self._written(given)
        if not sources_of(self._lowered.given):
            return module_source(JAX, [values])
        both = self._halves(given)
        text = module_source(JAX, [values, both.forward, both.backward])
        return f"{text}\n\n{glue(NAME, self._halved, self.program.inputs, self._lowered.symbols)}"

    def file_text(self, name: str, dtype: str | None = None) -> str:
        """A file of code that stands alone: it defines ``name``, and says what it was checked against, in ``dtype``."""
        return functional_files.file_text(self._lowered, JAX, name, dtype)

    def save(self, path: str, dtype: str | None = None) -> None:
        """Writes :meth:`file_text`; the function has the name of the file. Raises SymgradError where it cannot."""
        functional_files.save(self._lowered, JAX, path, dtype)

    @property
    def kept(self) -> tuple[str, ...]:
        """The names of what is kept for the gradient; over time of each an array (T, ...) or (T, B, ...)."""
        return self._halves(self._lowered.given_for(True if self._lowered.over_time else ())).kept

    @functools.cached_property
    def _halved(self) -> Halved:
        return Halved(self._lowered)

    def _written(self, batched: frozenset[Any]) -> WrittenFunction:
        return self._lowered.written(JAX, NAME, batched)

    def _halves(self, batched: frozenset[Any]) -> WrittenHalves:
        return self._halved.written(JAX, batched)

    # -- other functions of the same program

    @functools.cached_property
    def tangent(self) -> JaxFunction:
        """The derived tangent: it takes a ``dot_x`` for each argument that moves, and gives a ``dot_h`` each."""
        masks = getattr(self._lowered.given, "masks", ())
        return JaxFunction(_tangent(self._lowered.given, masks))

    @functools.cached_property
    def forward_mode(self) -> JaxFunction:
        """This function with the derived tangent as a jax.custom_jvp, which jax transposes where grad is asked for."""
        return JaxFunction(self._lowered.given, forward_mode=True)

    # -- calls

    def function(self, /, *arrays: Any) -> Any:
        """The values for all arrays in the order of ``arguments``."""
        return self(**dict(zip(self.arguments, arrays, strict=True)))

    def __call__(self, /, *positional: Any, **arrays: Any) -> Any:
        if positional:
            refuse_positional(self.arguments)
        fitted, named = self._lowered.fittings.of(arrays)
        library = Arrays(self._jax())
        function = self._functions.get(fitted.batched)
        if function is None:
            function = self._functions[fitted.batched] = self._made(fitted.batched)
        given = library.alike([argument.array(library, named) for argument in fitted.arguments])
        try:
            found = function(*given)
        except FAILURES as error:
            raise failure(error) from None
        values = list(found) if isinstance(found, tuple) else [found]
        for k, axis in enumerate(self._lowered.sums(fitted)):
            if axis is not None:
                values[k] = values[k].sum(axis=axis)
        return values[0] if len(values) == 1 else dict(zip(self.outputs, values, strict=True))

    def _made(self, batched: frozenset[Any]) -> Callable[..., Any]:
        """The function of all arrays in order, with its rule."""
        values = compiled(module_source(JAX, [self._written(batched)]), NAME, NAME)
        if not sources_of(self._lowered.given):
            return values
        if self._forward_mode:
            return self._with_tangent(values, batched)
        library, count = Arrays(self._jax()), len(self.outputs)
        places = [self.program.inputs.index(symbol) for symbol in sources_of(self._lowered.given)]

        @functools.cache
        def halves() -> tuple[Callable[..., Any], Callable[..., Any]]:
            """Derived when jax first differentiates."""
            both = self._halves(batched)
            forward = compiled(module_source(JAX, [both.forward]), FORWARD, NAME)
            return forward, compiled(module_source(JAX, [both.backward]), BACKWARD, NAME)

        def keeping(*arrays: Any) -> Any:
            found = _tuple(halves()[0](*arrays))
            return found[0] if count == 1 else found[:count], (arrays, found[count:])

        def pulled_back(saved: Any, bars: Any) -> Any:
            arrays, kept = saved
            found = dict(zip(places, _tuple(halves()[1](*arrays, *_tuple(bars), *kept)), strict=True))
            zeros = self._jax().numpy.zeros_like
            return tuple(library.like(found[k], one) if k in found else zeros(one) for k, one in enumerate(arrays))

        function = self._jax().custom_vjp(values)
        function.defvjp(keeping, pulled_back)
        return function

    def _with_tangent(self, values: Callable[..., Any], batched: frozenset[Any]) -> Callable[..., Any]:
        """The function whose rule is the derived tangent."""
        lowered = Lowered(_tangent(self._lowered.given))
        inputs = lowered.program.inputs
        moving = [symbol.primal if isinstance(symbol, Tangent) and symbol not in self.program.inputs else None
                  for symbol in inputs]  # fmt: skip
        wide = {symbol for symbol, of in zip(inputs, moving, strict=True) if (of or symbol) in batched}
        tangents = compiled(module_source(JAX, [lowered.written(JAX, NAME, frozenset(wide))]), NAME, NAME)
        place = {symbol: k for k, symbol in enumerate(self.program.inputs)}

        def pushed(arrays: Any, moves: Any) -> Any:
            given = [arrays[place[symbol]] if of is None else moves[place[of]]
                     for symbol, of in zip(inputs, moving, strict=True)]  # fmt: skip
            return values(*arrays), tangents(*given)

        function = self._jax().custom_jvp(values)
        function.defjvp(pushed)
        return function

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_functions": {}}  # compiled code cannot be pickled

    def __repr__(self) -> str:
        return f"<jax function ({', '.join(self.arguments)}) -> ({', '.join(self.outputs)})>"


class Arrays:
    """The arrays of jax."""

    def __init__(self, jax: Any) -> None:
        self._jax, self._np = jax, jax.numpy

    def kind(self, dtype: Any) -> Any | None:
        """The type of jax: without jax_enable_x64 float32 for float64; of longdouble none."""
        return self._kind(dtype) if dtype.itemsize <= 8 else None

    def made(self, value: Any, dtype: Any) -> Any:
        """An array of this type, as jax has it."""
        own = np.asarray(value, dtype.newbyteorder("=")) if is_of_numpy(value) else value
        return self._np.asarray(own, dtype=self._kind(dtype))

    def full(self, shape: tuple[int, ...], number: float, dtype: Any) -> Any:
        """An array of one number everywhere."""
        return self._np.full(shape, number, dtype=self._kind(dtype))

    def widened(self, value: Any, place: int, size: int) -> Any:
        """An array with one axis more, along which it is the same."""
        wide = self._np.expand_dims(value, place)
        return self._np.broadcast_to(wide, (*wide.shape[:place], size, *wide.shape[place + 1 :]))

    def _kind(self, dtype: Any) -> Any:
        return self._jax.dtypes.canonicalize_dtype(np.dtype(dtype).newbyteorder("="))

    def alike(self, arrays: Sequence[Any]) -> list[Any]:
        """Arrays of which all vary over the axes of a shard_map over which one does.

        A custom_vjp gives each argument the cotangent of its own: of a parameter that is the same on all devices that
        would be a sum over them, which the cast makes of it when it is transposed.
        """
        axes = frozenset[Any]().union(*map(self._varying, arrays))
        return [self._cast(array, axes - self._varying(array)) for array in arrays] if axes else list(arrays)

    def like(self, array: Any, other: Any) -> Any:
        """An array that varies as another one does."""
        return self._cast(array, self._varying(other) - self._varying(array))

    def _varying(self, array: Any) -> frozenset[Any]:
        """The axes of a shard_map over which an array varies; jax tells them since 0.6."""
        if not hasattr(self._jax, "typeof"):
            return frozenset()
        kind = self._jax.typeof(array)
        found = getattr(kind, "vma", None)
        return frozenset(found if found is not None else getattr(getattr(kind, "mat", None), "varying", ()))

    def _cast(self, array: Any, axes: frozenset[Any]) -> Any:
        if not axes:
            return array
        names, lax = tuple(sorted(axes, key=str)), self._jax.lax
        return lax.pcast(array, names, to="varying") if hasattr(lax, "pcast") else lax.pvary(array, names)


def _tuple(found: Any) -> tuple[Any, ...]:
    return found if isinstance(found, tuple) else (found,)


def _tangent(program: Program | TimeProgram, still: Collection[Any] = ()) -> Any:
    """The program that gives the tangents of all outputs, where all moves that can but what is ``still``."""
    sources = tuple(symbol for symbol in sources_of(program) if symbol not in still)
    if isinstance(program, TimeProgram):
        return tangent_over_time(program, sources)
    return tangent_program(program, sources)
