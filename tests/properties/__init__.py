"""Random systems, differentiated and compared with the complex step."""
