"""What is planted in the bank for the duties to find, with the truth about it."""
