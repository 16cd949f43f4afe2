"""Both sides of each speed goal, measured interleaved in one run: `python -m benchmarks [NAME …]`."""
