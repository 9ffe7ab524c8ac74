"""Two exercises for a class: a negotiation and an inspection. Their points are teaching devices."""
