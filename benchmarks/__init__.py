"""What symgrad costs, measured side by side in one run: ``python3 -m benchmarks``."""
