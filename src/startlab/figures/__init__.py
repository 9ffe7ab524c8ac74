"""Figures: one style, eight marks that take rows and place their own words, and `explore`."""
