"""What the marks of a text stand for: cotangents, bars, parts of derivatives; edits of trees."""
