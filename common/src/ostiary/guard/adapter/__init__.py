"""The only code that knows FastMCP and the MCP SDK.

Private names of theirs that it uses are pinned by `tests/guard/test_seams.py`.
"""
