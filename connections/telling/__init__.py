"""Whom a mail tells what, and where its links lead."""
