"""The measured claims, each against a reference in the same run."""
