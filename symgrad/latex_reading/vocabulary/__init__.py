"""The functions and operations that have names, and their forms in indices."""
