import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * What every answer tells browsers: it is what it says it is, belongs into no frame, tells no other site where it was
 * found, and shares nothing with pages that open it. Pages of other origins may read it only as far as CORS lets them.
 */
const headers: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
};

/** Proxies that can be trusted say so of what came to them by TLS; without TLS browsers would not believe it. */
const strictTransport = 'max-age=31536000';

export function secureHeaders(
  { headers: { 'x-forwarded-proto': protocol } }: IncomingMessage,
  response: ServerResponse,
  trustedProxies: number,
) {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (trustedProxies > 0 && protocol === 'https') response.setHeader('strict-transport-security', strictTransport);
}
