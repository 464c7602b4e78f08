"""Store against books: from both ends, ignoring links, to the cent."""

from sync_queue.books.comparison import Comparison, Finding, Verdict, compare

__all__ = ["Comparison", "Finding", "Verdict", "compare"]
