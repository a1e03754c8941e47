"""Characters that change how a text is shown or read without being seen."""

import re

HIDDEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
"""C0 and C1 controls but tab, line feed and carriage return; bidirectional controls (UAX 9); the
tag block, which hides ASCII text from people but not from models; lone surrogates."""
