"""Floor 3: pages for staff and public; one of the three faces, knows the floors below and no other face."""
