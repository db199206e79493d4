"""latex2sympy2, asked what it reads: of what symgrad prints, and of what papers print.

``outside_reader`` owns it, with all its habits; ``placeholders`` writes a printed formula as it reads it;
``round_trip`` prints, reads back and compares; ``asked_formulas`` asks it for what papers print.
"""
