"""Papers: PDFs of official letters, what they look like, their signatures and the addresses at which they lie."""
