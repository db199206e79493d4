"""One slip each undone until a claim is right, which names the term."""
