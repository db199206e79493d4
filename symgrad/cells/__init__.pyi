from symgrad.cells.attention import attention
from symgrad.cells.bahdanau import bahdanau_attention
from symgrad.cells.catalogue.comparison import compare as compare
from symgrad.cells.catalogue.searching import search as search
from symgrad.cells.elman import elman
from symgrad.cells.feedforward import dense, mlp, softmax_regression
from symgrad.cells.graph_layers import gat, gcn
from symgrad.cells.gru import gru, gru_chung, gru_reset_after
from symgrad.cells.hidden_markov_model import hmm_forward
from symgrad.cells.hopfield import hopfield, hopfield_energy
from symgrad.cells.kalman import kalman
from symgrad.cells.layer_norm import layer_norm
from symgrad.cells.lora import lora
from symgrad.cells.lstm import lstm, lstm_1997
from symgrad.cells.lstm_layer_norm import lstm_layer_norm
from symgrad.cells.lstm_packed import lstm_concatenated, lstm_pytorch
from symgrad.cells.lstm_peephole import lstm_coupled, lstm_peephole
from symgrad.cells.lstm_projection import lstm_projection
from symgrad.cells.mgu import mgu
from symgrad.cells.min_rnn import min_gru, min_lstm
from symgrad.cells.mixture_of_experts import mixture_of_experts
from symgrad.cells.neural_ode import neural_ode_euler, neural_ode_rk4
from symgrad.cells.neural_turing_machine import ntm_addressing, ntm_head
from symgrad.cells.notebook import notebook
from symgrad.cells.real_nvp import real_nvp
from symgrad.cells.self_attention import multi_head_attention, self_attention
from symgrad.cells.squeeze_excitation import squeeze_excitation
from symgrad.cells.transformer import transformer_post_norm, transformer_pre_norm
from symgrad.cells.variational_autoencoder import variational_autoencoder
from symgrad.cells.xlstm import mlstm, slstm

__all__ = [
    "attention",
    "bahdanau_attention",
    "dense",
    "elman",
    "gat",
    "gcn",
    "gru",
    "gru_chung",
    "gru_reset_after",
    "hmm_forward",
    "hopfield",
    "hopfield_energy",
    "kalman",
    "layer_norm",
    "lora",
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
    "mixture_of_experts",
    "mlp",
    "mlstm",
    "multi_head_attention",
    "neural_ode_euler",
    "neural_ode_rk4",
    "notebook",
    "ntm_addressing",
    "ntm_head",
    "real_nvp",
    "self_attention",
    "slstm",
    "softmax_regression",
    "squeeze_excitation",
    "transformer_post_norm",
    "transformer_pre_norm",
    "variational_autoencoder",
]
