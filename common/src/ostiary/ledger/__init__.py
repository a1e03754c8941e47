"""One durable record of every call: audit chain and budgets in the same transaction.

Pure: `budget.py`, `chain.py`, `checkpoint.py`, `seal.py`, `evidence.py`, `tally.py`, `verify.py`.
In a transaction: `batch.py`, `calls.py`, `conversations.py`, `checkpoints.py`. Shells: `sqlite.py`
and `postgres.py` are the stores, `commit.py` shares commits between concurrent calls,
`keeper.py` and `notary.py` work beside them, `ledger.py` is what the guard uses, `read.py` and
`operate.py` what operators do.
"""
