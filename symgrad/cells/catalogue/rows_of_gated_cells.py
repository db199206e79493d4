"""Rows of the catalogue: cells with gates, LSTM and GRU and what came of them."""

from symgrad.cells.catalogue.catalogue_row import CatalogueRow
from symgrad.citation import Citation

_LSTM_1997 = ("Hochreiter and Schmidhuber", "Long Short-Term Memory", "Neural Computation 9(8)", 1997)
_ODYSSEY = (
    "Greff, Srivastava, Koutník, Steunebrink and Schmidhuber",
    "LSTM: A Search Space Odyssey",
    "IEEE Transactions on Neural Networks and Learning Systems 28(10)",
    2017,
)
_XLSTM = (
    "Beck, Pöppel, Spanring, Auer, Prudnikova, Kopp, Klambauer, Brandstetter and Hochreiter",
    "xLSTM: Extended Long Short-Term Memory",
    "NeurIPS",
    2024,
)
_MINIMAL = ("Feng, Tung, Ahmed, Bengio and Hajimirsadeghi", "Were RNNs All We Needed?", "", 2024)
_FAST = (
    "Kusupati, Singh, Bhatia, Kumar, Jain and Varma",
    "FastGRNN: A Fast, Accurate, Stable and Tiny Kilobyte Sized Gated Recurrent Neural Network",
    "NeurIPS",
    2018,
)

GATED: tuple[CatalogueRow, ...] = (
    CatalogueRow(
        "gru", "gru", "GRU", "gated recurrent unit as first published",
        Citation(
            "Cho, van Merriënboer, Gulcehre, Bahdanau, Bougares, Schwenk and Bengio",
            "Learning Phrase Representations using RNN Encoder-Decoder for Statistical Machine Translation",
            "EMNLP", 2014, "equations 5 to 8",
        ), "update reset gate",
    ),
    CatalogueRow(
        "gru_chung", "gru", "GRU", "gated recurrent unit with z and 1 - z swapped",
        Citation(
            "Chung, Gulcehre, Cho and Bengio",
            "Empirical Evaluation of Gated Recurrent Neural Networks on Sequence Modeling", "", 2014, "section 3.2",
        ), "update reset gate",
    ),
    CatalogueRow(
        "gru_reset_after", "gru", "GRU", "gated recurrent unit, reset after the recurrent weights",
        Citation("PyTorch", "Documentation of torch.nn.GRU", "", 2017, "where the equations stand"),
        "cudnn torch update reset gate",
    ),
    CatalogueRow(
        "lstm", "lstm", "LSTM", "the standard LSTM, with a forget gate",
        Citation(
            "Gers, Schmidhuber and Cummins", "Learning to Forget: Continual Prediction with LSTM",
            "Neural Computation 12(10)", 2000, "section 3, without peepholes",
        ), "long short-term memory gates",
    ),
    CatalogueRow(
        "lstm_1997", "lstm", "LSTM", "the LSTM of 1997, without a forget gate",
        Citation(*_LSTM_1997, "section 4 and appendix A.1"), "constant error carousel",
    ),
    CatalogueRow(
        "lstm_concatenated", "lstm_packed", "LSTM", "the LSTM with one matrix for input and state",
        Citation("Olah", "Understanding LSTM Networks", "", 2015, "its equations have no numbers"), "blog colah",
    ),
    CatalogueRow(
        "lstm_coupled", "lstm_peephole", "LSTM", "the LSTM with coupled input and forget gate",
        Citation(*_ODYSSEY, "section III-B, variant CIFG"), "cifg peepholes",
    ),
    CatalogueRow(
        "lstm_layer_norm", "lstm_layer_norm", "LSTM", "the LSTM with layer normalisation",
        Citation("Ba, Kiros and Hinton", "Layer Normalization", "", 2016, "equations 20 to 22"), "normalization",
    ),
    CatalogueRow(
        "lstm_peephole", "lstm_peephole", "LSTM", "the LSTM with peepholes",
        Citation(*_ODYSSEY, "section II-A (its equations have no numbers)"), "vanilla gers",
    ),
    CatalogueRow(
        "lstm_projection", "lstm_projection", "LSTM", "the LSTM with a recurrent projection layer",
        Citation(
            "Sak, Senior and Beaufays",
            "Long Short-Term Memory Based Recurrent Neural Network Architectures for Large Vocabulary Speech "
            "Recognition", "", 2014, "equations 7 to 12",
        ), "lstmp peepholes",
    ),
    CatalogueRow(
        "lstm_pytorch", "lstm_packed", "LSTM", "the LSTM in PyTorch's packing, with two biases",
        Citation("PyTorch", "Documentation of torch.nn.LSTM", "", 2017, "where the equations and the packing stand"),
        "torch cudnn",
    ),
    CatalogueRow(
        "mgu", "mgu", "GRU", "minimal gated unit",
        Citation(
            "Zhou, Wu, Zhang and Zhou", "Minimal Gated Unit for Recurrent Neural Networks",
            "International Journal of Automation and Computing 13(3)", 2016, "section 3",
        ), "one gate",
    ),
    CatalogueRow(
        "mgu2", "mgu", "GRU", "minimal gated unit 2, whose gate sees the state alone",
        Citation(
            "Heck and Salem", "Simplified Minimal Gated Unit Variations for Recurrent Neural Networks", "", 2017,
            "variant MGU2, equation numbers not looked up",
        ), "one gate simplified variant",
    ),
    CatalogueRow(
        "min_gru", "min_rnn", "linear recurrence", "minimal GRU, whose gate sees the input alone",
        Citation(*_MINIMAL, "section 3.1"), "mingru parallel scan",
    ),
    CatalogueRow(
        "min_lstm", "min_rnn", "linear recurrence", "minimal LSTM, whose gates see the input alone",
        Citation(*_MINIMAL, "section 3.2"), "minlstm parallel scan",
    ),
    CatalogueRow(
        "mlstm", "xlstm", "LSTM", "mLSTM: a matrix as memory, exponential gates",
        Citation(*_XLSTM, "equations 19 to 27, with 15 to 17"), "outer product covariance linear attention",
    ),
    CatalogueRow(
        "notebook", "notebook", "LSTM", "the LSTM-like unit of the Theano notebook, of scalars",
        Citation(*_LSTM_1997, "after it; the equations are those of a Theano notebook"), "single unit",
    ),
    CatalogueRow(
        "slstm", "xlstm", "LSTM", "sLSTM: exponential gates with a stabiliser",
        Citation(*_XLSTM, "equations 8 to 17, with one head"), "normaliser scalar memory",
    ),
    CatalogueRow(
        "cfn", "cfn", "gated", "chaos-free network",
        Citation(
            "Laurent and von Brecht", "A Recurrent Neural Network without Chaos", "ICLR", 2017,
            "equations 1 and 2, numbers from memory",
        ), "forget input gate attractor",
    ),
    CatalogueRow(
        "fast_grnn", "fast_grnn", "gated", "FastGRNN: a gate with the weights of the candidate",
        Citation(*_FAST, "section 3.2, equation number not looked up"), "tiny edge kilobyte residual",
    ),
    CatalogueRow(
        "janet", "janet", "LSTM", "JANET: the LSTM with its forget gate alone",
        Citation(
            "van der Westhuizen and Lasenby", "The Unreasonable Effectiveness of the Forget Gate", "", 2018,
            "section 3, equation numbers not looked up",
        ), "chrono",
    ),
    CatalogueRow(
        "li_gru", "li_gru", "GRU", "light GRU: no reset gate, a rectified candidate",
        Citation(
            "Ravanelli, Brakel, Omologo and Bengio", "Light Gated Recurrent Units for Speech Recognition",
            "IEEE Transactions on Emerging Topics in Computational Intelligence 2(2)", 2018,
            "section III, without batch normalisation, equation numbers not looked up",
        ), "relu ligru",
    ),
    CatalogueRow(
        "nested_lstm", "nested_lstm", "LSTM", "nested LSTM: its memory is an LSTM",
        Citation("Moniz and Krueger", "Nested LSTMs", "ACML", 2017, "section 3, equation numbers not looked up"),
        "inner nlstm",
    ),
    CatalogueRow(
        "on_lstm", "on_lstm", "LSTM", "the LSTM with ordered neurons",
        Citation(
            "Shen, Tan, Sordoni and Courville",
            "Ordered Neurons: Integrating Tree Structures into Recurrent Neural Networks", "ICLR", 2019,
            "equations 9 to 14",
        ), "cumax cumsum softmax master gate onlstm",
    ),
    CatalogueRow(
        "phased_lstm", "phased_lstm", "LSTM", "phased LSTM: a time gate opens each unit in its rhythm",
        Citation(
            "Neil, Pfeiffer and Liu",
            "Phased LSTM: Accelerating Recurrent Network Training for Long or Event-based Sequences", "NIPS", 2016,
            "equations 1 to 10, numbers from memory",
        ), "event period oscillation irregular sampling",
    ),
    CatalogueRow(
        "qrnn", "qrnn", "linear recurrence", "quasi-recurrent network with fo-pooling",
        Citation(
            "Bradbury, Merity, Xiong and Socher", "Quasi-Recurrent Neural Networks", "ICLR", 2017,
            "section 2, equations 2 and 4, numbers from memory",
        ), "convolution parallel",
    ),
    CatalogueRow(
        "rhn", "rhn", "gated", "recurrent highway network of depth 2",
        Citation(
            "Zilly, Srivastava, Koutník and Schmidhuber", "Recurrent Highway Networks", "ICML", 2017,
            "equations 6 to 9, numbers from memory",
        ), "transform carry gate deep transition",
    ),
    CatalogueRow(
        "sru", "sru", "linear recurrence", "simple recurrent unit",
        Citation(
            "Lei, Zhang, Wang, Dai and Artzi", "Simple Recurrent Units for Highly Parallelizable Recurrence", "EMNLP",
            2018, "section 2, equations 1 to 4, numbers from memory",
        ), "light highway parallel",
    ),
    CatalogueRow(
        "ugrnn", "ugrnn", "gated", "update gate network",
        Citation(
            "Collins, Sohl-Dickstein and Sussillo", "Capacity and Trainability in Recurrent Neural Networks", "ICLR",
            2017, "section 1, equation numbers not looked up",
        ), "one gate",
    ),
)  # fmt: skip
