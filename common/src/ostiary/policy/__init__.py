"""What may be done: the Cedar bundle, loading it, deciding one request, explaining the decision.

Pure: `decide()` takes values and returns a verdict. Reading the bundle folder is `load.py` alone.
"""
