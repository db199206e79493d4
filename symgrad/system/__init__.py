"""A System and a Derivation: programs and chain rules with verbs."""
