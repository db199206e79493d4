"""The same comparison in exact terms: sums of products of names, and points in many digits."""
