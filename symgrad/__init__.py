"""symgrad: where the gradients of a neural cell come from."""

__version__ = "0.1.0"
