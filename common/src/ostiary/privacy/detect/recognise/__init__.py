"""The recognisers, a file for each family of forms."""

from ostiary.privacy.detect.pattern import Recogniser
from ostiary.privacy.detect.recognise import (
    address,
    dates,
    internet,
    labelled,
    money,
    national,
    numbers,
)

ALL: tuple[Recogniser, ...] = (
    *internet.RECOGNISERS,
    *money.RECOGNISERS,
    *national.RECOGNISERS,
    *numbers.RECOGNISERS,
    *labelled.RECOGNISERS,
    *address.RECOGNISERS,
)
WIDE: tuple[Recogniser, ...] = (*ALL, *dates.RECOGNISERS)
"""With what is seldom personal, and scores accordingly."""
