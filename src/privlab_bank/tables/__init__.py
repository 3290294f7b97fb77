"""What the bank holds of its people: accounts, homes, projects, relations."""
