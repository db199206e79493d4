"""A claim compared with what is true, in the senses that it may have."""
