"""Which letters are times, indices or marks, and which parts a name has."""
