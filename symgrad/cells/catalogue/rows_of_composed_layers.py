"""Rows of the catalogue: layers on graphs and channels, of experts, and with updates of low rank."""

from symgrad.cells.catalogue.catalogue_row import CatalogueRow
from symgrad.citation import Citation

_MEMORY = "from memory"  # how a number is stated that was not looked up

COMPOSED: tuple[CatalogueRow, ...] = (
    CatalogueRow(
        "gat", "graph_layers", "graph", "graph attention with one head",
        Citation(
            "Veličković, Cucurull, Casanova, Romero, Liò and Bengio", "Graph Attention Networks", "ICLR", 2018,
            f"section 2.1, equations 1 to 4 ({_MEMORY})",
        ), "velickovic gnn neighbours mask leaky relu",
    ),
    CatalogueRow(
        "gcn", "graph_layers", "graph", "graph convolution",
        Citation(
            "Kipf and Welling", "Semi-Supervised Classification with Graph Convolutional Networks", "ICLR", 2017,
            f"equation 2 ({_MEMORY})",
        ), "gnn adjacency laplacian renormalization degree",
    ),
    CatalogueRow(
        "lora", "lora", "layer", "dense layer with an update of low rank",
        Citation(
            "Hu, Shen, Wallis, Allen-Zhu, Li, Wang, Wang and Chen",
            "LoRA: Low-Rank Adaptation of Large Language Models", "", 2021, f"section 4.1, equation 3 ({_MEMORY})",
        ), "low-rank adapter fine-tuning",
    ),
    CatalogueRow(
        "mixture_of_experts", "mixture_of_experts", "layer", "mixture of experts with a softmax gate",
        Citation(
            "Shazeer, Mirhoseini, Maziarz, Davis, Le, Hinton and Dean",
            "Outrageously Large Neural Networks: The Sparsely-Gated Mixture-of-Experts Layer", "ICLR", 2017,
            f"equations 1 and 2 ({_MEMORY}), before noise and top k",
        ), "moe gating jacobs 1991",
    ),
    CatalogueRow(
        "squeeze_excitation", "squeeze_excitation", "layer", "squeeze-and-excitation block",
        Citation(
            "Hu, Shen and Sun", "Squeeze-and-Excitation Networks", "CVPR", 2018, f"equations 2 to 4 ({_MEMORY})"
        ), "senet channel attention reduction",
    ),
)  # fmt: skip
