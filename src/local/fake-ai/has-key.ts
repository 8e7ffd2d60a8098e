import type { IncomingHttpHeaders } from 'node:http';

/** Whether somebody says who they are; any key will do. */
export const hasKey = ({ authorization = '', ...headers }: IncomingHttpHeaders): boolean =>
  /^Bearer \S+$/.test(authorization) || Boolean(headers['x-api-key']);
