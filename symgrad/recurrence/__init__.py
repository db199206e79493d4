"""Cells over time: a Recurrence, what is derived from it, and the Jacobian of a state by an earlier one."""
