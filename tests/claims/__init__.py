"""Tests of gradients derived by hand, and of what is said of them."""
