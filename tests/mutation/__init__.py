"""Mutation: what the tests find when a rule is broken. ``python3 -m tests.mutation --count 100``."""
