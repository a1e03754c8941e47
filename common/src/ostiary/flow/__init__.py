"""Where data flows: repetition, origins of values, marks of untrusted text. Pure."""
