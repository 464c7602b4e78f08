"""At which address did the caller reach the emulator? Links in its answers begin with it."""

from contextvars import ContextVar

reached: ContextVar[str] = ContextVar("reached", default="http://127.0.0.1")
