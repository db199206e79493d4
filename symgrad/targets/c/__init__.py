"""The C target: an array program as one function of C, compiled when it is first called, or as a file."""
