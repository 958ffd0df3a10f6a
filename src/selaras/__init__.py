"""Selaras: joint work between the agencies of a local government, carried along its lawful path."""
