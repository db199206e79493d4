"""The forward pass, run on drawn sizes and numbers, and its derivatives, measured by complex steps."""
