"""Documents: headings, paragraphs, equations and tables, written as Markdown, LaTeX, HTML or PDF.

``document`` makes one of a System or a Derivation; ``markdown``, ``tex``, ``html`` and ``pdf`` write any.
"""

from symgrad.documents.algorithms import algorithm
from symgrad.documents.comments import comment
from symgrad.documents.composing import document
from symgrad.documents.document import Block, Display, Document, Heading, Listing, Paragraph, Table
from symgrad.documents.docx import docx
from symgrad.documents.html import html
from symgrad.documents.markdown import markdown
from symgrad.documents.pdf import pdf
from symgrad.documents.slides import slides
from symgrad.documents.tex import tex
from symgrad.documents.typst_pages import typst

__all__ = [
    "Block",
    "Display",
    "Document",
    "Heading",
    "Listing",
    "Paragraph",
    "Table",
    "algorithm",
    "comment",
    "document",
    "docx",
    "html",
    "markdown",
    "pdf",
    "slides",
    "tex",
    "typst",
]
