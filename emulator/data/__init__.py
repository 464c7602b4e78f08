"""Where do the emulator's facts lie? Schema, faults, charts of accounts, the sample company."""

from pathlib import Path

FOLDER = Path(__file__).parent
