"""The functions of every entry: rows of a table, and formulas of scalars made of them."""
