"""Rows of the catalogue: layers, which carry nothing."""

from symgrad.cells.catalogue.catalogue_row import CatalogueRow
from symgrad.citation import Citation

_BOOK = ("Goodfellow, Bengio and Courville", "Deep Learning", "MIT Press", 2016)
_ATTENTION = (
    "Vaswani, Shazeer, Parmar, Uszkoreit, Jones, Gomez, Kaiser and Polosukhin",
    "Attention Is All You Need",
    "NeurIPS",
    2017,
)
_NORMALISATION = ("Ba, Kiros and Hinton", "Layer Normalization", "", 2016)

LAYERS: tuple[CatalogueRow, ...] = (
    CatalogueRow(
        "attention", "attention", "attention", "scaled dot-product attention of one query",
        Citation(*_ATTENTION, "equation 1, for one row of Q"), "transformer softmax keys values",
    ),
    CatalogueRow(
        "dense", "feedforward", "layer", "dense layer with tanh",
        Citation(*_BOOK, "sections 6.1 to 6.3"), "fully connected linear perceptron",
    ),
    CatalogueRow(
        "layer_norm", "layer_norm", "layer", "layer normalisation",
        Citation(*_NORMALISATION, "equations 3 and 4, without the activation"), "normalization mean deviation",
    ),
    CatalogueRow(
        "mlp", "feedforward", "layer", "perceptron with one hidden layer",
        Citation(*_BOOK, "sections 6.1 to 6.3"), "multilayer feedforward",
    ),
    CatalogueRow(
        "softmax_regression", "feedforward", "layer", "softmax regression",
        Citation("Bishop", "Pattern Recognition and Machine Learning", "Springer", 2006, "section 4.3.4"),
        "logistic multiclass classifier",
    ),
)  # fmt: skip
