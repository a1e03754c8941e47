"""The process that talks to the database: standard library only, so that it starts in a blink.

Nothing in this package imports anything else of ours: the parent starts it isolated, with this
folder's parent as the only addition to the module path.
"""
