"""Figures: one style, nine marks that take rows and place their own words, and `explore`."""
