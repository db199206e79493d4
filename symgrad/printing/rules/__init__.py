"""The rules of print: one for each kind of node, by family."""
