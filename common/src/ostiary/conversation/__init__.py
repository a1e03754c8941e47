"""A conversation that outlives a connection: the handle that names it. Pure."""
