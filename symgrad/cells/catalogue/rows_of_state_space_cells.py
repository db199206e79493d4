"""Rows of the catalogue: state space models and linear recurrences, with the convolutional LSTM."""

from symgrad.cells.catalogue.catalogue_row import CatalogueRow
from symgrad.citation import Citation

_S4D = (
    "Gu, Gupta, Goel and Ré",
    "On the Parameterization and Initialization of Diagonal State Space Models",
    "NeurIPS",
    2022,
    "sections 2 and 3 (equation numbers not looked up)",
)

STATE_SPACE: tuple[CatalogueRow, ...] = (
    CatalogueRow(
        "conv_lstm", "conv_lstm", "LSTM", "convolutional LSTM along one axis",
        Citation(
            "Shi, Chen, Wang, Yeung, Wong and Woo",
            "Convolutional LSTM Network: A Machine Learning Approach for Precipitation Nowcasting",
            "NIPS", 2015, "section 3.1, equation 3 (its number from memory)",
        ), "convlstm convolution spatial peephole gates",
    ),
    CatalogueRow(
        "lru", "linear_recurrent_units", "linear recurrence", "linear recurrent unit, diagonal and complex",
        Citation(
            "Orvieto, Smith, Gu, Fernando, Gulcehre, Pascanu and De",
            "Resurrecting Recurrent Neural Networks for Long Sequences", "ICML", 2023,
            "sections 3.3 and 3.4, equation 7",
        ), "ssm eigenvalues",
    ),
    CatalogueRow(
        "mamba", "mamba", "state space", "selective state space model of Mamba",
        Citation(
            "Gu and Dao", "Mamba: Linear-Time Sequence Modeling with Selective State Spaces", "", 2023,
            "equations 2 and 4, algorithm 2",
        ), "ssm s6 selection",
    ),
    CatalogueRow(
        "mamba2", "mamba", "state space", "one head of Mamba-2, with a scalar decay",
        Citation(
            "Dao and Gu",
            "Transformers are SSMs: Generalized Models and Efficient Algorithms Through Structured State Space Duality",
            "ICML", 2024, "sections 2 and 7 (equation numbers not looked up)",
        ), "ssd selective",
    ),
    CatalogueRow(
        "rg_lru", "linear_recurrent_units", "linear recurrence", "real-gated linear recurrent unit of Griffin",
        Citation(
            "De, Smith, Fernando, Botev, Cristian-Muraru, Gu, Haroun, Berrada, Chen, Srinivasan, Desjardins, Doucet, "
            "Budden, Teh, Pascanu, De Freitas and Gulcehre",
            "Griffin: Mixing Gated Linear Recurrences with Local Attention for Efficient Language Models", "", 2024,
            "section 2.4, equations 1 to 4",
        ), "hawk recurrentgemma gate",
    ),
    CatalogueRow("s4d", "s4d", "state space", "diagonal state space model, complex", Citation(*_S4D), "ssm s4 zoh"),
    CatalogueRow("s4d_real", "s4d", "state space", "diagonal state space model, real", Citation(*_S4D), "ssm s4 zoh"),
)  # fmt: skip
