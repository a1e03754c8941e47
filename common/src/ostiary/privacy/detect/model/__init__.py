"""Names, organisations and places by a model: which one, when it is loaded, what it says."""
