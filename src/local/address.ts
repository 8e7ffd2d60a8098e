import os from 'node:os';
import path from 'node:path';
import { tryLock } from '../../tools/lock.mjs';
import { freePort, isFree } from './free-port.ts';
import { StartFailure } from './start-failure.ts';

const usualPort = 4000;
const loopback = /^(localhost|127(\.\d{1,3}){3}|::1)$/;

/** The address to serve on: what the environment asks for, when that is possible and safe. */
export async function chooseAddress(env: NodeJS.ProcessEnv): Promise<{ HOST: string; PORT: string }> {
  const HOST = env.HOST || '127.0.0.1';
  if (!loopback.test(HOST)) {
    throw new StartFailure(
      `HOST=${HOST} would let the network in, and this version has no access control yet: use 127.0.0.1.`,
    );
  }
  const wanted = env.PORT;
  if (wanted && !(/^\d{1,5}$/.test(wanted) && Number(wanted) < 65_536)) {
    throw new StartFailure(`PORT=${wanted} is not a port: use a number from 0 to 65535, 0 for a free one.`, 2);
  }
  if (!wanted) return { HOST, PORT: `${(await claimUsualPort(HOST)) ? usualPort : await freePort()}` };
  if (Number(wanted) === 0) return { HOST, PORT: `${await freePort()}` };
  if (await isFree(Number(wanted), HOST)) return { HOST, PORT: wanted };
  throw new StartFailure(`Port ${wanted} is taken or may not be used: set PORT to another, or to 0 for a free one.`);
}

/**
 * Whether the usual port is ours. We listen on it only seconds from now, so two checkouts that start in the same moment
 * would both find it free: the lock decides. It is left to be taken over when this process has ended.
 */
async function claimUsualPort(host: string): Promise<boolean> {
  if (!(await isFree(usualPort, host))) return false;
  try {
    return 'lock' in tryLock(path.join(os.tmpdir(), `tempograph-port-${usualPort}.lock`), 'about to serve');
  } catch {
    // Left behind by another user: it cannot be removed, and another port is as good.
    return false;
  }
}
