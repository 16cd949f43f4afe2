"""Widgets of the counter: keys, fields, tables, bars. They know nothing of sales."""
