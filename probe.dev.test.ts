import { test } from 'vitest';
import { exchange } from './test/attacks/exchange.ts';
import { useTarget } from './test/attacks/target.ts';
const target = useTarget();
test('x', async () => {
  const h = `Host: localhost\r\nAuthorization: Bearer ${target.operator}\r\nContent-Type: application/json\r\n`;
  const b = (s: string) => `POST /graphql HTTP/1.1\r\n${h}Content-Length: ${s.length}\r\n\r\n${s}`;
  console.log((await exchange(target.url, 'GET /graphql\r\n\r\n')).text.slice(0, 600));
  console.log((await exchange(target.url, b('{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"aaaa"}}}'))).text.slice(0, 600));
  const x = await exchange(target.url, ...Array.from({ length: 100 }, () => b('{"query":"{ __typename }"}')));
  console.log(x.statuses.length, x.closed, x.text.length, x.text.slice(-300), x.statuses.map(String).join());
});
