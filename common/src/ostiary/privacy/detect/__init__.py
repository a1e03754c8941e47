"""Personal data in free text: where it stands, and of which kind it is.

Pure: a text in, findings out. Nothing here is imported before the first text is read, and a model
is loaded only where a setting asks for one.
"""
