"""The chapters of the page, in its order."""

from tests.scenarios import sales

CHAPTERS = (sales.CHAPTER,)
