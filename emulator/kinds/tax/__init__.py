"""Agencies, rates and codes, and the tax of a form."""
