import { describe, expect, test } from 'vitest';
import { raw } from '../wire.ts';
import { exchange } from './exchange.ts';
import { attacks, json, request } from './requests.ts';
import { useTarget } from './target.ts';

const target = useTarget();

describe.concurrent('bytes', () => {
  test.each(Object.entries(attacks))('%s: refused, and others are served', async (_name, attack) => {
    const bytes = Buffer.from(attack.bytes?.() ?? request(attack, target.operator));
    const answer = await exchange(target.url, bytes);
    expect(answer.statuses, answer.text.slice(0, 500)).toEqual(attack.statuses);
    if (attack.statuses.length === 0) expect(answer.closed).toBe(true);
    expect(answer.text).not.toMatch(/INTERNAL_ERROR|node:|node_modules|\.ts:/);
    if (attack.hides) expect(answer.text).not.toMatch(attack.hides);
    expect({}).not.toHaveProperty('polluted');
    await target.stillServes();
  });
});

test('many requests at once on one connection are answered one after the other', async () => {
  const one = { ...json({ query: '{ __typename }' }), statuses: [] };
  const last = request({ ...one, headers: ['Connection: close'] }, target.operator);
  const sent = Buffer.concat([...Array.from({ length: 99 }, () => request(one, target.operator)), last]);
  const text = await raw(target.url, sent.toString());
  const statuses = [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status));
  expect(statuses).toEqual(Array.from({ length: 100 }, () => 200));
  await target.stillServes();
});
