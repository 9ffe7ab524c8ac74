"""What stands behind the numbers in the prose: one module a chapter."""
