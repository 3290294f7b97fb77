"""What was done with the data: contacts, scores, decisions, copies, accesses."""
