import type { IncomingMessage } from 'node:http';

/** Whether the server that a request names can be one (RFC 9112, 3.2): whoever puts a URL together with it would fail otherwise. */
export const namesHost = ({ headers: { host = '' } }: IncomingMessage) =>
  host === '' || // of clients that know none
  (!/[\s/?#@\\]/.test(host) && URL.canParse(`http://${host}/`));
