"""Functional code: a block of operations as Python that writes into no array, in the spelling of a library."""
