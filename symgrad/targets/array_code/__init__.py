"""Array code: a block of operations as a Python function over arrays."""
