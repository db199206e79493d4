"""All forward passes in published typesettings: LSTM, peephole LSTM, three GRUs, and networks in two forms."""

from tests.latex_reading.published.forward_gru import CHO, CHUNG, RESET_AFTER
from tests.latex_reading.published.forward_lstm import LSTM
from tests.latex_reading.published.forward_pairs import PAIRS
from tests.latex_reading.published.forward_peephole import PEEPHOLE

PUBLISHED = (*LSTM, *PEEPHOLE, *CHO, *CHUNG, *RESET_AFTER, *PAIRS)
