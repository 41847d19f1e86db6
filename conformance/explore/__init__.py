"""Looks for a story that breaks a client: draws stories, plays and judges them, and cuts down what fails."""
