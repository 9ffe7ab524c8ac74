"""How fast startlab is, side by side with what it stands on: `make bench`."""
