"""Looking after the counter: people, terminal, verification, fees."""
