"""From what is meant, with its shapes, to SymPy expressions."""
