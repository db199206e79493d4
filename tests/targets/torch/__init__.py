"""Tests of the torch target; those that take long are commands of their own."""
