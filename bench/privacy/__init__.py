"""Detection of personal data: how much is found, what is taken for it wrongly, and how fast."""
