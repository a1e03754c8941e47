"""The one path that every call takes (`pipeline.py`), and the only FastMCP adapter (`adapter/`)."""
