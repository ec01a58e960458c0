"""What every answer tells the browser to allow."""

from __future__ import annotations

from typing import Final

# The app's own pages: script, style and all else from this origin's files alone, nothing inline. `frame-src` also keeps
# a result's page, which runs in a frame, from leading that frame elsewhere.
PAGE_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "media-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    )
)

ALWAYS: Final = {
    "Content-Security-Policy": PAGE_POLICY,
    "X-Content-Type-Options": "nosniff",
    # not "no-referrer": browsers then call the origin of our own forms "null", as a stranger's frame is called
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), display-capture=()",
    "Cache-Control": "no-store",  # films and numbers of people
}
