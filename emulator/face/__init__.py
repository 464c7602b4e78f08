"""The face of the emulator: pages for people over the books, the calls and the connections."""
