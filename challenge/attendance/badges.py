"""The picture on a badge: a QR code of the address under which staff find its owner."""

import segno

from challenge.attendance.rules import shown_code
from challenge.kernel.errors import Conflict
from challenge.web.context import Here
from challenge.web.guard import own_address

SCALE = 4


def picture(at: Here, code: str) -> str:
    """Return a badge's QR code as a data address of an SVG.

    It holds the address `/e/<slug>/c/<code>`, so that a phone's own camera opens the check-in. Where no address is
    configured it holds the code alone, which scanners and the check-in page read as well.
    """
    try:
        content = f"{own_address(at)}/e/{at.in_edition().slug}/c/{code}"
    except Conflict:
        content = shown_code(code)
    return str(segno.make(content, error="m", micro=False).svg_data_uri(scale=SCALE, border=2, light="#fff"))
