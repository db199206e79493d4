"""Cells over time: a Recurrence is a cell at every t; its gradient is backpropagation through time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from symgrad.arguments.signatures import SYSTEM, optional, require, taking
from symgrad.programs.equations import Name, Names
from symgrad.programs.holder import held_once
from symgrad.recurrence.state_jacobian import StateJacobian
from symgrad.system.system import System
from symgrad.time import bidirectional_program, over_time, recurrent_cell, stacked_program


class Recurrence(System):
    """A cell at every t = 1, ..., T.

    cell       a System with inputs at t and values of one step before
    carry      output -> the input that holds its value of one step before; by default the cell's own carry
    sequences  the inputs with a value at each t; by default what is neither parameter nor carried
    mask       a scalar that is 1 where a sequence has a step and 0 after its end; then the state stays as it was. It is
               a factor, so that padding has to be numbers, as zeros are: 0 times nan is nan

    Raises SymgradError where it cannot be told what changes over time, ShapeError for a carry of two shapes.

    >>> import symgrad as sg
    >>> n, m = sg.dims("n m")
    >>> x, h, h_prev = sg.vector("x", m), sg.vector("h", n), sg.vector("h_prev", n)
    >>> W, U = sg.matrix("W", n, m), sg.matrix("U", n, n)
    >>> cell = sg.System([(h, sg.tanh(W * x + U * h_prev))], parameters=[W, U], carry={h: h_prev})
    >>> print(sg.Recurrence(cell).gradient(wrt=U))
    h[0] = h_prev
    h[t] = tanh(W x[t] + U h[t-1])
    bar_pre_h[T+1] = 0
    bar_h[t] = Δ_h[t] + Uᵀ bar_pre_h[t+1]
    bar_pre_h[t] = bar_h[t] ⊙ (1 - h[t]²)
    bar_U = Σ[t=1..T] bar_pre_h[t] h[t-1]ᵀ
    """

    @taking(cell=SYSTEM)
    def __init__(
        self, cell: System, carry: Mapping[Any, Any] | None = None, sequences: Names = None, mask: Any = None
    ) -> None:
        self.cell = System(recurrent_cell(held_once(cell, "Recurrence"), carry, sequences, mask))
        super().__init__(over_time(self.cell.program, () if mask is None else (mask,)))
        self.carry = self.cell.carry  # also what nothing reads

    def state_jacobian(self) -> StateJacobian:
        """How a state depends on the one k steps before: a product of Jacobians, with the bounds of its norm.

        Raises SymgradError where a carried output is neither a vector nor a scalar.
        """
        return StateJacobian(self.cell, self.program)


@taking(forward=SYSTEM, backward=optional(SYSTEM))
def bidirectional(forward: System, backward: System | None = None, mask: Any = None) -> System:
    """Two cells on the same sequences, one from t = 1 to T and one from T to 1; their outputs one below the other.

    Names get ``_forward`` and ``_backward`` behind them and, where that is another name already, a number; sequences
    keep their names, and the output h (2 n,) that of the first cell. ``backward`` is by default the same cell;
    ``mask`` is as in a :class:`Recurrence`, so that the second cell begins at each sequence's own end.

    Source: Schuster and Paliwal, Bidirectional Recurrent Neural Networks, 1997.

    >>> import symgrad as sg
    >>> print(sg.bidirectional(sg.cells.elman()))
    h_forward[0] = h_prev_forward
    h_backward[T+1] = h_prev_backward
    h_forward[t] = tanh(W_forward x[t] + U_forward h_forward[t-1] + b_forward)
    h_backward[t] = tanh(W_backward x[t] + U_backward h_backward[t+1] + b_backward)
    h[t] = [h_forward[t]; h_backward[t]]
    """
    cells = [held_once(cell, "bidirectional") for cell in (forward, forward if backward is None else backward)]
    ahead, back = (recurrent_cell(cell, None, None, mask) for cell in cells)
    return System(bidirectional_program(ahead, back, () if mask is None else (mask,)))


def stacked(*cells: System, between: Sequence[Mapping[Name, Name]] | None = None) -> System:
    """Layers one above the other: the first output of each is the first sequence of the next.

    Every name of layer k gets ``_k`` behind it, k from 1, but for the sequences of the first layer; the sizes of the
    layers above the first get it too, except where they are the size of what comes from below. Where that is another
    name already, a number follows: b_1_2. ``between`` says what goes up, where it is something else: for each layer
    but the first a dict, input of it -> output of the layer below.

    Source: Graves, Mohamed and Hinton, Speech Recognition with Deep Recurrent Neural Networks, 2013, equation 11.

    >>> import symgrad as sg
    >>> print(stacked(sg.cells.elman(), sg.cells.elman()))
    h_1 = tanh(W_1 x + U_1 h_prev_1 + b_1)
    h_2 = tanh(W_2 h_1 + U_2 h_prev_2 + b_2)
    """
    for cell in cells:
        require("stacked", "each cell", SYSTEM, cell)
    return System(stacked_program([held_once(cell, "stacked") for cell in cells], between))
