from symgrad.cells.attention import attention
from symgrad.cells.catalogue.comparison import compare as compare
from symgrad.cells.catalogue.searching import search as search
from symgrad.cells.elman import elman
from symgrad.cells.feedforward import dense, mlp, softmax_regression
from symgrad.cells.gru import gru, gru_chung, gru_reset_after
from symgrad.cells.layer_norm import layer_norm
from symgrad.cells.lstm import lstm, lstm_1997
from symgrad.cells.lstm_layer_norm import lstm_layer_norm
from symgrad.cells.lstm_packed import lstm_concatenated, lstm_pytorch
from symgrad.cells.lstm_peephole import lstm_coupled, lstm_peephole
from symgrad.cells.lstm_projection import lstm_projection
from symgrad.cells.mgu import mgu
from symgrad.cells.min_rnn import min_gru, min_lstm
from symgrad.cells.notebook import notebook
from symgrad.cells.xlstm import mlstm, slstm

__all__ = [
    "attention",
    "dense",
    "elman",
    "gru",
    "gru_chung",
    "gru_reset_after",
    "layer_norm",
    "lstm",
    "lstm_1997",
    "lstm_concatenated",
    "lstm_coupled",
    "lstm_layer_norm",
    "lstm_peephole",
    "lstm_projection",
    "lstm_pytorch",
    "mgu",
    "min_gru",
    "min_lstm",
    "mlp",
    "mlstm",
    "notebook",
    "slstm",
    "softmax_regression",
]
