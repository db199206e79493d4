"""Rows of the catalogue: recurrent cells whose state no gate keeps."""

from symgrad.cells.catalogue.catalogue_row import CatalogueRow
from symgrad.citation import Citation

_ANTISYMMETRIC = (
    "Chang, Chen, Haber and Chi",
    "AntisymmetricRNN: A Dynamical System View on Recurrent Neural Networks",
    "ICLR",
    2019,
)

RECURRENT: tuple[CatalogueRow, ...] = (
    CatalogueRow(
        "elman", "elman", "recurrent", "Elman's recurrent network",
        Citation("Elman", "Finding Structure in Time", "Cognitive Science 14(2)", 1990, "figure 2"),
        "simple vanilla rnn srn context units",
    ),
    CatalogueRow(
        "antisymmetric_rnn", "antisymmetric", "recurrent", "antisymmetric network, a step of Euler's method",
        Citation(*_ANTISYMMETRIC, "section 3, equation numbers not looked up"), "ode dynamical stable",
    ),
    CatalogueRow(
        "antisymmetric_rnn_gated", "antisymmetric", "gated", "antisymmetric network with a gate",
        Citation(*_ANTISYMMETRIC, "section 3, equation numbers not looked up"), "ode dynamical stable",
    ),
    CatalogueRow(
        "clockwork_rnn", "clockwork", "recurrent", "clockwork network: modules with periods of their own",
        Citation(
            "Koutník, Greff, Gomez and Schmidhuber", "A Clockwork RNN", "ICML", 2014,
            "section 3, equations 1 and 2, numbers from memory",
        ), "cw-rnn period module block triangular",
    ),
    CatalogueRow(
        "echo_state", "echo_state", "recurrent", "echo state network",
        Citation(
            "Jaeger", 'The "Echo State" Approach to Analysing and Training Recurrent Neural Networks',
            "GMD Report 148", 2001, "equations 1 and 2, numbers from memory",
        ), "esn reservoir computing readout",
    ),
    CatalogueRow(
        "fast_rnn", "fast_grnn", "recurrent", "FastRNN: a residual connection with two scalars",
        Citation(
            "Kusupati, Singh, Bhatia, Kumar, Jain and Varma",
            "FastGRNN: A Fast, Accurate, Stable and Tiny Kilobyte Sized Gated Recurrent Neural Network", "NeurIPS",
            2018, "section 3.1, equation number not looked up",
        ), "tiny edge kilobyte",
    ),
    CatalogueRow(
        "hopfield_continuous", "continuous_hopfield", "recurrent", "Hopfield's network with graded responses",
        Citation(
            "Hopfield",
            "Neurons with Graded Response Have Collective Computational Properties Like Those of Two-State Neurons",
            "Proceedings of the National Academy of Sciences 81", 1984, "equation 5, number from memory",
        ), "associative memory energy 1982 euler ode",
    ),
    CatalogueRow(
        "ind_rnn", "ind_rnn", "recurrent", "independently recurrent network",
        Citation(
            "Li, Li, Cook, Zhu and Gao",
            "Independently Recurrent Neural Network (IndRNN): Building a Longer and Deeper RNN", "CVPR", 2018,
            "equation 2, number from memory",
        ), "indrnn relu diagonal",
    ),
    CatalogueRow(
        "jordan", "jordan", "recurrent", "Jordan's recurrent network",
        Citation(
            "Jordan", "Serial Order: A Parallel Distributed Processing Approach",
            "Institute for Cognitive Science Report 8604", 1986, "equations not looked up",
        ), "simple output recurrence srn plan state units",
    ),
    CatalogueRow(
        "lmu", "lmu", "linear recurrence", "Legendre memory unit",
        Citation(
            "Voelker, Kajić and Eliasmith",
            "Legendre Memory Units: Continuous-Time Representation in Recurrent Neural Networks", "NeurIPS", 2019,
            "equations 4, 6 and 7, numbers from memory",
        ), "polynomials window delay state space",
    ),
)  # fmt: skip
