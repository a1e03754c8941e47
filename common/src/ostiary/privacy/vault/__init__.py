"""The vault: which value each pseudonym stands for, every one sealed under a key of its own.

It is kept beside the ledger, in the same store, and its master keys never are.
"""
