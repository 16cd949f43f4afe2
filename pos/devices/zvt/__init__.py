"""Driver for terminals that speak ZVT (Germany, Austria, Switzerland; public specification)."""
