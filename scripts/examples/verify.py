import base64
import hashlib
import hmac
import time

TOLERANCE_S = 300


def verified(secret: str, body: bytes, headers: dict[str, str], now: float | None = None) -> bool:
    """Whether a notification is the platform's; body as it came, header names in lower case."""
    sent = headers.get("webhook-timestamp", "")
    now = time.time() if now is None else now
    if not sent.isascii() or not sent.isdigit() or abs(now - int(sent)) > TOLERANCE_S:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers.get('webhook-id', '')}.{sent}.".encode() + body
    expected = b"v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest())
    given = headers.get("webhook-signature", "").encode().split(b" ")
    return any(hmac.compare_digest(expected, signature) for signature in given)
