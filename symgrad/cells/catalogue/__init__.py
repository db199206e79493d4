"""The catalogue of cells: one row for each, by name. A family of rows is one file ``rows_of_...`` and one line here."""

from collections.abc import Mapping
from types import MappingProxyType

from symgrad.cells.catalogue.catalogue_row import CatalogueRow
from symgrad.cells.catalogue.rows_of_attention import ATTENTION
from symgrad.cells.catalogue.rows_of_composed_layers import COMPOSED
from symgrad.cells.catalogue.rows_of_gated_cells import GATED
from symgrad.cells.catalogue.rows_of_layers import LAYERS
from symgrad.cells.catalogue.rows_of_linear_attention_cells import LINEAR_ATTENTION
from symgrad.cells.catalogue.rows_of_probabilistic_cells import PROBABILISTIC
from symgrad.cells.catalogue.rows_of_recurrent_cells import RECURRENT
from symgrad.cells.catalogue.rows_of_state_space_cells import STATE_SPACE

_ROWS: tuple[CatalogueRow, ...] = (
    *ATTENTION,
    *COMPOSED,
    *GATED,
    *LAYERS,
    *LINEAR_ATTENTION,
    *PROBABILISTIC,
    *RECURRENT,
    *STATE_SPACE,
)

CATALOGUE: Mapping[str, CatalogueRow] = MappingProxyType(
    {row.name: row for row in sorted(_ROWS, key=lambda row: row.name)}
)

__all__ = ["CATALOGUE", "CatalogueRow"]
