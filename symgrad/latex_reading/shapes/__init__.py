"""Shapes inferred over all equations: propagated, then searched, the likeliest first."""
