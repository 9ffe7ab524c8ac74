"""The answers to the exercises, computed from the tables and the models: a module a chapter."""
