"""Challenge: runs a multi-day student innovation challenge, from the first problem to the company."""
