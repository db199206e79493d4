"""What SymPy has no operator for: products and sums, functions of whole vectors and of matrices, normalisations."""
