import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SettingsError, type Settings } from '../platform/env.ts';

/** Resolves to the server's address once connections are accepted. Throws SettingsError. */
export const listen = (server: Server, { host, port }: Pick<Settings['http'], 'host' | 'port'>) =>
  new Promise<string>((resolve, reject) => {
    server.once('error', ({ message }) =>
      reject(new SettingsError(`PORT: ${message}. Set another port, or 0 for a free one.`)),
    );
    server.listen(port, host, () => {
      const { port: bound } = server.address() as AddressInfo;
      resolve(`http://${host.includes(':') ? `[${host}]` : host}:${bound}`);
    });
  });
