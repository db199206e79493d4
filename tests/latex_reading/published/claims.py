"""All papers with claims about gradients, about half of them spoilt."""

from tests.latex_reading.published import (
    claims_attention,
    claims_batches,
    claims_dense,
    claims_gru,
    claims_lstm,
    claims_norms,
    claims_peephole,
    claims_recurrent,
    claims_softmax,
    claims_through_time,
)

PAPERS = (
    *claims_dense.PAPERS,
    *claims_batches.PAPERS,
    *claims_softmax.PAPERS,
    *claims_recurrent.PAPERS,
    *claims_through_time.PAPERS,
    *claims_lstm.PAPERS,
    *claims_peephole.PAPERS,
    *claims_gru.PAPERS,
    *claims_norms.PAPERS,
    *claims_attention.PAPERS,
)
