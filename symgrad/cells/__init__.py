"""The cells of the literature: each function gives a System, with symbolic sizes and its paper's own names."""

from symgrad.cells.elman import elman
from symgrad.cells.gru import gru, gru_chung, gru_reset_after
from symgrad.cells.lstm import lstm, lstm_1997
from symgrad.cells.lstm_peephole import lstm_coupled, lstm_peephole
from symgrad.cells.notebook import notebook

__all__ = [
    "elman",
    "gru",
    "gru_chung",
    "gru_reset_after",
    "lstm",
    "lstm_1997",
    "lstm_coupled",
    "lstm_peephole",
    "notebook",
]
