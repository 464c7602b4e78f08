"""The forms of the books as PDF: `layout` says what stands where, `writer` makes the bytes."""

from emulator.pdf.layout import PRINTED, printed

__all__ = ["PRINTED", "printed"]
