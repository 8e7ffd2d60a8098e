import type { FakeRequest } from './script.ts';

const most = 1000;
/** Bodies hold pictures: those of more requests than these would not fit into memory. */
const mostBodies = 50;

/** The last requests, oldest first. */
export function createRequestLog<Body>() {
  const requests: FakeRequest<Body>[] = [];
  return {
    requests: requests as readonly FakeRequest<Body>[],
    add(request: FakeRequest<Body>) {
      requests.push(request);
      if (requests.length > most) requests.shift();
      const old = requests.at(-1 - mostBodies);
      if (old && isLarge(old)) old.body = null;
    },
    clear: () => void requests.splice(0),
  };
}

const isLarge = ({ headers }: FakeRequest<unknown>) => Number(headers['content-length'] ?? Infinity) > 65_536;
