"""The C target: an array program as one function of C, compiled when it is first called, or a file that stands alone."""
