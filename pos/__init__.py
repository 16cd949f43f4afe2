"""Madoguchi: the cashless counter of a ward office's road section."""

__version__ = "0.1.0"
