"""A human's consent, bound to one exact call: what it is a consent to, who gave it, where it waits.

Nothing here decides whether a call needs consent, asks anybody or runs anything.
"""
