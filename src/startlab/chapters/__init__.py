"""What is only one chapter's: its widgets, its rows, its exercises."""
