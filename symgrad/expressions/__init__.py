"""What a formula is made of, and no calculus: symbols, nodes, shapes, indices, Python's operators, walks over trees."""
