"""How are things put away small that are seldom looked at again?

The little window is enough for one document or the alike items of one batch, and is found in memory
that is at hand; the usual one is asked of the system anew for each of them.
"""

import zlib

LEVEL, WINDOW, MEMORY = 1, -12, 4


def packed(data: bytes) -> bytes:
    compressor = zlib.compressobj(LEVEL, zlib.DEFLATED, WINDOW, MEMORY)
    return compressor.compress(data) + compressor.flush()


def unpacked(data: bytes) -> bytes:
    return zlib.decompress(data, WINDOW)
