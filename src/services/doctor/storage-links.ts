import { randomUUID } from 'node:crypto';
import { follow, NotReachedError } from '../../platform/probe.ts';
import type { Storage } from '../../platform/storage.ts';
import { failed, ok, warning, type Check, type Found } from './finding.ts';
import { stopwatch } from './stopwatch.ts';

const contentType = 'text/plain';
const body = 'Sent by the doctor of Tempograph.';
const seconds = 60;

/** Whether browsers can upload to storage and read from it by the links that the API signs. */
export const checkStorageLinks = (storage: Storage): Check => ({
  name: 'storage links',
  needs: 'storage',
  todo: 'See that storage answers at S3_PUBLIC_ENDPOINT, which is where browsers go.',
  async run(signal): Promise<Found> {
    const place = storage.own(`work/doctor/${randomUUID()}`);
    const link = await storage.uploadLink(place, { contentType, bytes: Buffer.byteLength(body), seconds });
    const { origin } = new URL(link);
    const ms = stopwatch();
    try {
      const put = await follow(link, { method: 'PUT', headers: { 'content-type': contentType }, body, signal });
      if (put.status >= 300) return refused(origin, 'a signed PUT', put);
      const got = await follow(await storage.link(place, seconds), { signal });
      if (got.status >= 300) return refused(origin, 'a signed GET', got);
      if (got.text !== body) return failed(`${origin} does not give back what was sent`, wrongHost);
      return ok(`a signed PUT and GET at ${origin} took ${ms()}`);
    } catch (error) {
      if (!(error instanceof NotReachedError)) throw error;
      // Such as an address of the machine around a container: it may well be right.
      return warning(
        `${origin} is not reached from here: ${error.message}`,
        'Browsers go there: open it on one of their machines, and set S3_PUBLIC_ENDPOINT to an address that answers there.',
      );
    } finally {
      await storage.delete(place, signal);
    }
  },
});

const wrongHost =
  'Set S3_PUBLIC_ENDPOINT to where the same storage is for browsers, by a proxy that leaves Host and the path as they are: both are signed.';

const refused = (origin: string, what: string, { status, text }: { status: number; text: string }) =>
  failed(`${origin} answers ${what} with ${status}${codeIn(text)}`, wrongHost);

/** What S3 calls the error. */
const codeIn = (text: string) => {
  const code = /<Code>(\w{1,60})<\/Code>/.exec(text)?.[1];
  return code ? ` ${code}` : '';
};
