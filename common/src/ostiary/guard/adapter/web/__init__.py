"""HTTP and SSE: the front that every request passes before the SDK sees any of it."""
