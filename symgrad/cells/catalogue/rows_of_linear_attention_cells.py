"""Rows of the catalogue: attention as a recurrence, RWKV, and memories that a rule corrects or a gradient teaches."""

from symgrad.cells.catalogue.catalogue_row import CatalogueRow
from symgrad.citation import Citation

_RWKV4 = (
    "Peng, Alcaide, Anthony et al.",
    "RWKV: Reinventing RNNs for the Transformer Era",
    "Findings of EMNLP",
    2023,
)

LINEAR_ATTENTION: tuple[CatalogueRow, ...] = (
    CatalogueRow(
        "delta_net", "delta_net", "linear attention", "one head of DeltaNet",
        Citation(
            "Yang, Wang, Zhang, Shen and Kim",
            "Parallelizing Linear Transformers with the Delta Rule over Sequence Length", "NeurIPS", 2024,
            "section 2.2 (equation numbers not looked up)",
        ), "schlag fast weights memory",
    ),
    CatalogueRow(
        "gated_delta_net", "delta_net", "linear attention", "one head of gated DeltaNet",
        Citation(
            "Yang, Kautz and Hatamizadeh", "Gated Delta Networks: Improving Mamba2 with Delta Rule", "ICLR", 2025,
            "equation 10",
        ), "deltanet decay memory",
    ),
    CatalogueRow(
        "linear_attention", "linear_attention", "linear attention", "causal linear attention as a recurrent network",
        Citation(
            "Katharopoulos, Vyas, Pappas and Fleuret",
            "Transformers are RNNs: Fast Autoregressive Transformers with Linear Attention", "ICML", 2020,
            "section 3.4, equations 16 to 20 (numbers from memory)",
        ), "transformer kernel elu normaliser",
    ),
    CatalogueRow(
        "retnet", "linear_attention", "linear attention", "one head of retention, in its recurrent form",
        Citation(
            "Sun, Dong, Huang, Ma, Xia, Xue, Wang and Wei",
            "Retentive Network: A Successor to Transformer for Large Language Models", "", 2023, "equations 5 and 6",
        ), "decay xpos rotation",
    ),
    CatalogueRow(
        "rwkv4", "rwkv4", "RWKV", "time mixing of RWKV-4, with a running maximum",
        Citation(*_RWKV4, "equations 11 to 13, 17 and 23 to 28, as numbered in arXiv 2305.13048"),
        "receptance token shift stable",
    ),
    CatalogueRow(
        "rwkv4_plain", "rwkv4", "RWKV", "time mixing of RWKV-4, without a maximum",
        Citation(*_RWKV4, "equations 11 to 13, 17 and 20 to 22, as numbered in arXiv 2305.13048"),
        "receptance token shift",
    ),
    CatalogueRow(
        "rwkv7", "rwkv7", "RWKV", "one head of the time mixing of RWKV-7",
        Citation(
            "Peng, Zhang, Goldstein et al.", 'RWKV-7 "Goose" with Expressive Dynamic State Evolution', "", 2025,
            "section 4 (equation numbers not looked up)",
        ), "generalised delta rule receptance token shift",
    ),
    CatalogueRow(
        "titans", "learning_memory", "learning memory", "linear memory of Titans, with momentum",
        Citation(
            "Behrouz, Zhong and Mirrokni", "Titans: Learning to Memorize at Test Time", "", 2025,
            "equations 11 to 14, with the memory a matrix",
        ), "test-time surprise gradient",
    ),
    CatalogueRow(
        "ttt_linear", "learning_memory", "learning memory", "test-time training with a linear model",
        Citation(
            "Sun, Li, Dalal, Xu, Vikram, Zhang, Dubois, Chen, Wang, Koyejo, Hashimoto and Guestrin",
            "Learning to (Learn at Test Time): RNNs with Expressive Hidden States", "", 2024,
            "equations 4 to 6 and section 2.7",
        ), "fast weights gradient self-supervised",
    ),
)  # fmt: skip
