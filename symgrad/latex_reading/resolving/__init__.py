"""From what is written to what is meant."""
