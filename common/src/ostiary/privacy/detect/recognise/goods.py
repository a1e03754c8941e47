"""Numbers of things: what their label says they are, they stay."""

import re

from ostiary.privacy.detect.pattern import before

_LABEL = re.compile(
    r"(?:batch|serial|parcel|tracking|order|invoice|ticket|article|art\.|sku|ean|isbn|shipment"
    r"|container|charge|auftrag|bestell|rechnung|sendung|artikel|paket|commande|colis|ordine"
    r"|pedido|bestelling|imei|zamówieni|sector|job|item)"
    r"\w{0,12}[ .:#=]{0,3}(?:(?:no|nr|number|id)[ .:#]{1,3})?\Z"
)
_REACH = 36


def is_of_goods(match: re.Match[str]) -> bool:
    """Whether the words right in front of a number say that it is an order's, a parcel's, ..."""
    return _LABEL.search(before(match, _REACH)) is not None
