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
  const port = wanted ? Number(wanted) : usualPort;
  if (port !== 0 && (await isFree(port, HOST))) return { HOST, PORT: `${port}` };
  if (wanted && port !== 0) {
    throw new StartFailure(`Port ${port} is taken or may not be used: set PORT to another, or to 0 for a free one.`);
  }
  return { HOST, PORT: `${await freePort()}` };
}
