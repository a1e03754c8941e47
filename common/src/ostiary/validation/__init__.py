"""Checks on arguments that all servers share. Pure: they return what is wrong, or nothing."""
