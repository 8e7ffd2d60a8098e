import { serverAudits } from 'graphql-http';
import { expect, test } from 'vitest';
import { useHttpServer } from '../../test/http-server.ts';

const server = useHttpServer();
const audits = serverAudits({ url: () => `${server.url}/graphql`, fetchFn: fetch });

test('the audits of GraphQL over HTTP are all there', () => expect(audits).toHaveLength(61));

test.for(audits.map((audit) => [audit.id, audit.name, audit] as const))('%s %s', async ([, , audit]) => {
  expect(await audit.fn()).toMatchObject({ status: 'ok' });
});
