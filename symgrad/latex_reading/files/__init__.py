"""Where formulas stand in a file of TeX, Markdown, HTML or a notebook, and what the text declares of them."""
