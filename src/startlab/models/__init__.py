"""The models that arms-control courses teach: they know numbers, not tables or figures."""
