"""The recognisers, a file for each family of forms."""

from ostiary.privacy.detect.pattern import Recogniser
from ostiary.privacy.detect.recognise import internet, money

ALL: tuple[Recogniser, ...] = (
    *internet.RECOGNISERS,
    *money.RECOGNISERS,
)
