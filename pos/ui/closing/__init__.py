"""Closing: count, compare, settle."""
