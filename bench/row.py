"""One figure beside the one it is compared with, and how both are printed."""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from statistics import quantiles


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison.

    Args:
        name: What was measured.
        value: The figure.
        unit: Of both figures.
        against: What it stands beside; empty for a figure that stands alone.
        against_value: That figure.
        n: How many times both were measured.
    """

    name: str
    value: float
    unit: str
    n: int
    against: str = ""
    against_value: float | None = None

    @property
    def ratio(self) -> float | None:
        """The figure over the one it stands beside."""
        return self.value / self.against_value if self.against_value else None


def median(samples: Sequence[float]) -> float:
    """Return the median of at least two samples."""
    return quantiles(samples, n=2)[0]


def print_rows(rows: Iterable[Row], *, as_json: bool) -> None:
    """Print rows as they come: JSON, one object a line, or aligned columns."""
    for row in rows:
        if as_json:
            told = {**asdict(row), "ratio": row.ratio}
            told["value"] = round(row.value, 6)
            print(json.dumps(told), flush=True)
            continue
        beside = ""
        if row.against_value is not None and row.ratio is not None:
            beside = f"   {row.against}: {row.against_value:.3f} {row.unit}   ratio {row.ratio:.2f}"
        print(f"{row.name:<52} {row.value:>10.3f} {row.unit}{beside}   n={row.n}", flush=True)


def say(text: str) -> None:
    """Tell on stderr what is being measured."""
    print(text, file=sys.stderr, flush=True)
