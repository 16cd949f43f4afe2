"""The way in: login, first person, founding the counter, opening the day."""
