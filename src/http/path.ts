import type { IncomingMessage } from 'node:http';

/** The path a client asked for, as it sent it. `new URL` would throw on some that any client can send, such as `//`. */
export const pathOf = ({ url = '' }: IncomingMessage) => url.split('?', 1)[0]!;
