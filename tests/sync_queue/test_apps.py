"""What must stand before the first request, in a process that has imported nothing else yet."""

import subprocess
import sys

ASK = """
import django
django.setup()
from connections import queue_side
print(type(queue_side.ask()).__name__)
"""


def test_the_pages_below_are_answered_as_soon_as_a_program_starts() -> None:
    said = subprocess.run(
        [sys.executable, "-c", ASK], capture_output=True, text=True, check=True, timeout=60
    )

    assert said.stdout.strip() == "Answers"
