"""What the policy declares, in the words of the report."""
