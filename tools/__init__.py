"""Tools of those who work on Selaras; nothing here is installed."""
