"""What other programs read: calendars at their addresses, in the forms that the standards give them."""
