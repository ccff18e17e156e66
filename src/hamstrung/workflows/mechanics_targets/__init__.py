"""The mechanics beside published numbers, topic by topic."""
