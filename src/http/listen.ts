import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SettingsError, type Settings } from '../platform/env.ts';

/** What no other port would mend. */
const ofAddress = ['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN', 'EAFNOSUPPORT'];

/** Resolves to the server's address once connections are accepted. Throws SettingsError. */
export const listen = (server: Server, { host, port }: Pick<Settings['http'], 'host' | 'port'>) =>
  new Promise<string>((resolve, reject) => {
    server.once('error', ({ message, code }: NodeJS.ErrnoException) =>
      reject(
        new SettingsError(
          code !== undefined && ofAddress.includes(code)
            ? `HOST: ${message}. Set an address of this machine; 0.0.0.0 is all of them.`
            : `PORT: ${message}. Set another port, or 0 for a free one.`,
        ),
      ),
    );
    server.listen(port, host, () => {
      const { port: bound } = server.address() as AddressInfo;
      resolve(`http://${host.includes(':') ? `[${host}]` : host}:${bound}`);
    });
  });
