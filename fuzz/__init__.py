"""What no byte may do to the terminal codecs, and a coverage-guided search for one that does: `make fuzz`."""
