"""Rows of the catalogue: attention, and memories that are read by it."""

from symgrad.cells.catalogue.catalogue_row import CatalogueRow
from symgrad.citation import Citation

_MEMORY = "from memory"  # how a number is stated that was not looked up
_TRANSFORMER = (
    "Vaswani, Shazeer, Parmar, Uszkoreit, Jones, Gomez, Kaiser and Polosukhin",
    "Attention Is All You Need",
    "NeurIPS",
    2017,
)
_HOPFIELD = (
    "Ramsauer, Schäfl, Lehner, Seidl, Widrich, Adler, Gruber, Holzleitner, Pavlović, Sandve, Greiff, Kreil, Kopp, "
    "Klambauer, Brandstetter and Hochreiter",
    "Hopfield Networks is All You Need",
    "ICLR",
    2021,
)
_MACHINE = ("Graves, Wayne and Danihelka", "Neural Turing Machines", "", 2014)

ATTENTION: tuple[CatalogueRow, ...] = (
    CatalogueRow(
        "bahdanau_attention", "bahdanau", "attention", "additive attention of a decoder over annotations",
        Citation(
            "Bahdanau, Cho and Bengio", "Neural Machine Translation by Jointly Learning to Align and Translate", "ICLR",
            2015, f"equations 5 and 6, appendix A.1.2 ({_MEMORY})",
        ), "alignment context translation encoder",
    ),
    CatalogueRow(
        "hopfield", "hopfield", "attention", "update of a modern Hopfield network",
        Citation(*_HOPFIELD, f"equation 3 ({_MEMORY})"), "associative memory patterns retrieval softmax",
    ),
    CatalogueRow(
        "hopfield_energy", "hopfield", "attention", "energy of a modern Hopfield network",
        Citation(*_HOPFIELD, f"equation 2 ({_MEMORY})"), "associative memory patterns logsumexp",
    ),
    CatalogueRow(
        "multi_head_attention", "self_attention", "attention", "self-attention with several heads",
        Citation(*_TRANSFORMER, "section 3.2.2 (its equations have no numbers)"), "transformer multihead projections",
    ),
    CatalogueRow(
        "ntm_addressing", "neural_turing_machine", "memory", "addressing of a Neural Turing Machine",
        Citation(*_MACHINE, f"equations 5 to 9 (8 and 9 {_MEMORY})"),
        "ntm content interpolation shift sharpening convolution",
    ),
    CatalogueRow(
        "ntm_head", "neural_turing_machine", "memory", "head of a Neural Turing Machine, which writes and reads",
        Citation(*_MACHINE, f"equations 2 to 9 (2 to 4, 8 and 9 {_MEMORY})"),
        "ntm erase add content addressing external memory",
    ),
    CatalogueRow(
        "self_attention", "self_attention", "attention", "self-attention with one head and its projections",
        Citation(*_TRANSFORMER, "equation 1 and section 3.2.2"), "transformer queries keys values",
    ),
    CatalogueRow(
        "transformer_post_norm", "transformer", "attention", "block of the Transformer, normalised after each part",
        Citation(*_TRANSFORMER, "sections 3.1 to 3.3, equations 1 and 2"), "encoder layer norm feed-forward residual",
    ),
    CatalogueRow(
        "transformer_pre_norm", "transformer", "attention", "block of the Transformer, normalised before each part",
        Citation(
            "Xiong, Yang, He, Zheng, Zheng, Xing, Zhang, Lan, Wang and Liu",
            "On Layer Normalization in the Transformer Architecture", "ICML", 2020,
            "section 3 (equation numbers not looked up)",
        ), "encoder layer norm feed-forward residual",
    ),
)  # fmt: skip
