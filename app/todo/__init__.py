"""What waits for a person, what was done, messages, dates, and the board of reminders (SPEC section 3)."""
