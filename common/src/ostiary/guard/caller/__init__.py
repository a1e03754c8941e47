"""Who calls over a network: bearer secrets, tokens and the keys that prove them.

No framework: values in, a principal or the reason for none out. Clocks and the fetching of keys are
passed in; `fetch.py` alone reaches the network.
"""
