"""Documents: headings, paragraphs, equations and tables, written as Markdown or as a LaTeX file that compiles."""

from symgrad.documents.document import Block, Display, Document, Heading, Listing, Paragraph, Table
from symgrad.documents.markdown import markdown
from symgrad.documents.tex import tex

__all__ = ["Block", "Display", "Document", "Heading", "Listing", "Paragraph", "Table", "markdown", "tex"]
