"""Differentiation: a table of tangent rules, a table of transposition rules, and compositions of the two.

Read :mod:`symgrad.calculus.modes` first: it is the way from equations to gradient, on one page.
"""
