from symgrad.cells.antisymmetric import antisymmetric_rnn, antisymmetric_rnn_gated
from symgrad.cells.attention import attention
from symgrad.cells.bahdanau import bahdanau_attention
from symgrad.cells.catalogue.comparison import compare as compare
from symgrad.cells.catalogue.searching import search as search
from symgrad.cells.cfn import cfn
from symgrad.cells.clockwork import clockwork_rnn
from symgrad.cells.continuous_hopfield import hopfield_continuous
from symgrad.cells.conv_lstm import conv_lstm
from symgrad.cells.delta_net import delta_net, gated_delta_net
from symgrad.cells.echo_state import echo_state
from symgrad.cells.elman import elman
from symgrad.cells.fast_grnn import fast_grnn, fast_rnn
from symgrad.cells.feedforward import dense, mlp, softmax_regression
from symgrad.cells.graph_layers import gat, gcn
from symgrad.cells.gru import gru, gru_chung, gru_reset_after
from symgrad.cells.hidden_markov_model import hmm_forward
from symgrad.cells.hopfield import hopfield, hopfield_energy
from symgrad.cells.ind_rnn import ind_rnn
from symgrad.cells.janet import janet
from symgrad.cells.jordan import jordan
from symgrad.cells.kalman import kalman
from symgrad.cells.layer_norm import layer_norm
from symgrad.cells.learning_memory import titans, ttt_linear
from symgrad.cells.li_gru import li_gru
from symgrad.cells.linear_attention import linear_attention, retnet
from symgrad.cells.linear_recurrent_units import lru, rg_lru
from symgrad.cells.lmu import lmu
from symgrad.cells.lora import lora
from symgrad.cells.lstm import lstm, lstm_1997
from symgrad.cells.lstm_layer_norm import lstm_layer_norm
from symgrad.cells.lstm_packed import lstm_concatenated, lstm_pytorch
from symgrad.cells.lstm_peephole import lstm_coupled, lstm_peephole
from symgrad.cells.lstm_projection import lstm_projection
from symgrad.cells.mamba import mamba, mamba2
from symgrad.cells.mgu import mgu, mgu2
from symgrad.cells.min_rnn import min_gru, min_lstm
from symgrad.cells.mixture_of_experts import mixture_of_experts
from symgrad.cells.nested_lstm import nested_lstm
from symgrad.cells.neural_ode import neural_ode_euler, neural_ode_rk4
from symgrad.cells.neural_turing_machine import ntm_addressing, ntm_head
from symgrad.cells.notebook import notebook
from symgrad.cells.on_lstm import on_lstm
from symgrad.cells.phased_lstm import phased_lstm
from symgrad.cells.qrnn import qrnn
from symgrad.cells.real_nvp import real_nvp
from symgrad.cells.rhn import rhn
from symgrad.cells.rwkv4 import rwkv4, rwkv4_plain
from symgrad.cells.rwkv7 import rwkv7
from symgrad.cells.s4d import s4d, s4d_real
from symgrad.cells.self_attention import multi_head_attention, self_attention
from symgrad.cells.squeeze_excitation import squeeze_excitation
from symgrad.cells.sru import sru
from symgrad.cells.transformer import transformer_post_norm, transformer_pre_norm
from symgrad.cells.ugrnn import ugrnn
from symgrad.cells.variational_autoencoder import variational_autoencoder
from symgrad.cells.xlstm import mlstm, slstm

__all__ = [
    "antisymmetric_rnn",
    "antisymmetric_rnn_gated",
    "attention",
    "bahdanau_attention",
    "cfn",
    "clockwork_rnn",
    "conv_lstm",
    "delta_net",
    "dense",
    "echo_state",
    "elman",
    "fast_grnn",
    "fast_rnn",
    "gat",
    "gated_delta_net",
    "gcn",
    "gru",
    "gru_chung",
    "gru_reset_after",
    "hmm_forward",
    "hopfield",
    "hopfield_continuous",
    "hopfield_energy",
    "ind_rnn",
    "janet",
    "jordan",
    "kalman",
    "layer_norm",
    "li_gru",
    "linear_attention",
    "lmu",
    "lora",
    "lru",
    "lstm",
    "lstm_1997",
    "lstm_concatenated",
    "lstm_coupled",
    "lstm_layer_norm",
    "lstm_peephole",
    "lstm_projection",
    "lstm_pytorch",
    "mamba",
    "mamba2",
    "mgu",
    "mgu2",
    "min_gru",
    "min_lstm",
    "mixture_of_experts",
    "mlp",
    "mlstm",
    "multi_head_attention",
    "nested_lstm",
    "neural_ode_euler",
    "neural_ode_rk4",
    "notebook",
    "ntm_addressing",
    "ntm_head",
    "on_lstm",
    "phased_lstm",
    "qrnn",
    "real_nvp",
    "retnet",
    "rg_lru",
    "rhn",
    "rwkv4",
    "rwkv4_plain",
    "rwkv7",
    "s4d",
    "s4d_real",
    "self_attention",
    "slstm",
    "softmax_regression",
    "squeeze_excitation",
    "sru",
    "titans",
    "transformer_post_norm",
    "transformer_pre_norm",
    "ttt_linear",
    "ugrnn",
    "variational_autoencoder",
]
