"""Moved: the vocabulary of classes lives in `ostiary.classes`."""

from ostiary.classes import *  # noqa: F403
