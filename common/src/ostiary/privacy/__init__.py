"""Data classes: where personal and secret values come from, and what may leave in the clear.

Pure: values in, values out. No FastMCP, no event loop, no storage.
"""
