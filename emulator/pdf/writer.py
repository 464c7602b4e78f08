"""Which bytes make a PDF? Pages of text and rules in the two fonts every reader has."""

from dataclasses import dataclass, field

WIDTH, HEIGHT = 612, 792
FONTS = {"F1": "Helvetica", "F2": "Helvetica-Bold"}
# Advance widths of Helvetica for the characters 32 to 126, in thousandths of the font size.
ADVANCES = [
    *(278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278),
    *([556] * 10),
    *(278, 278, 584, 584, 584, 556, 1015),
    *(667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833),
    *(722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611),
    *(278, 278, 278, 469, 556, 333),
    *(556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833),
    *(556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500),
    *(334, 260, 334, 584),
]
OTHER = 556


def width(text: str, size: float) -> float:
    """How wide a text is in points."""
    advances = (ADVANCES[ord(c) - 32] if 32 <= ord(c) <= 126 else OTHER for c in text)
    return sum(advances) * size / 1000


def wrapped(text: str, size: float, room: float) -> list[str]:
    """The text in lines that fit; a word that is too long alone stays whole."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@dataclass
class Page:
    """The drawing of one page; y counts from the bottom, as in every PDF."""

    drawn: list[bytes] = field(default_factory=list)

    def write(self, x: float, y: float, text: str, *, size: float = 9, bold: bool = False) -> None:
        font = b"F2" if bold else b"F1"
        self.drawn.append(
            b"BT /%s %.1f Tf %.2f %.2f Td (%s) Tj ET" % (font, size, x, y, _escaped(text))
        )

    def write_right(
        self, x: float, y: float, text: str, *, size: float = 9, bold: bool = False
    ) -> None:
        """The text ends at x."""
        self.write(x - width(text, size), y, text, size=size, bold=bold)

    def rule(self, x: float, y: float, to: float) -> None:
        self.drawn.append(b"0.5 w %.2f %.2f m %.2f %.2f l S" % (x, y, to, y))


def document(pages: list[Page], title: str) -> bytes:
    """The whole file: catalogue, page tree, fonts, pages, index of objects."""
    kids = b" ".join(b"%d 0 R" % (5 + 2 * n) for n in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        *(_font(name) for name in FONTS.values()),
    ]
    for n, page in enumerate(pages):
        objects += [_page(6 + 2 * n), _stream(b"\n".join(page.drawn))]
    objects.append(b"<< /Title (%s) /Producer (emulator) >>" % _escaped(title))
    return _file(objects)


def _font(name: str) -> bytes:
    return (
        b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>"
        % name.encode()
    )


def _page(content: int) -> bytes:
    return (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R "
        b"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>" % (WIDTH, HEIGHT, content)
    )


def _stream(data: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data)


def _file(objects: list[bytes]) -> bytes:
    """Objects numbered from 1 and the table that says where each begins; the last is the info."""
    written, offsets = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    count = len(objects) + 1
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"<< /Size %d /Root 1 0 R /Info %d 0 R >>" % (count, len(objects))
    return b"%sxref\n0 %d\n0000000000 65535 f \n%strailer\n%s\nstartxref\n%d\n%%%%EOF\n" % (
        written,
        count,
        table,
        trailer,
        len(written),
    )


def _escaped(text: str) -> bytes:
    """A string of a PDF in WinAnsi; what that cannot say becomes a question mark."""
    data = text.encode("cp1252", "replace")
    for mark in (b"\\", b"(", b")"):
        data = data.replace(mark, b"\\" + mark)
    return data.replace(b"\r", b" ").replace(b"\n", b" ")
