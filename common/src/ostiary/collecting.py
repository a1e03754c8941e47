"""No garbage is collected while a server's modules are loaded.

Loading makes some hundred thousand objects, all of which stay. Python's collector looks through
them again and again meanwhile, which is a sixth of the time that a client waits for a start.
Imported first by `ostiary.server`, which resumes at its end whatever was in force before.
"""

import gc

_was_enabled = gc.isenabled()
gc.disable()


def resume() -> None:
    """Collect again, if that was so before."""
    if _was_enabled:
        gc.enable()
