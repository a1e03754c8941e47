"""One durable record of every call: audit chain and budgets in the same transaction.

`chain.py` and `verify.py` are pure; `store.py` is the SQL; `commit.py` shares commits between
concurrent calls; `ledger.py` is what the guard uses.
"""
