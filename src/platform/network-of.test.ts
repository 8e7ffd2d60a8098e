import { expect, test } from 'vitest';
import { networkOf } from './network-of.ts';

test('IPv6 addresses of one network count as one, however they are written', () => {
  const one = ['2001:db8:1:2::1', '2001:db8:1:2:ffff:1:2:3', '2001:0db8:0001:0002::', '2001:db8:1:2:0:0:0:9'];
  expect(new Set(one.map(networkOf))).toEqual(new Set(['2001:db8:1:2::/64']));
  expect(networkOf('2001:db8:1:3::1')).not.toBe(networkOf(one[0]!));
  expect(networkOf('::1')).toBe('::/64');
  expect(networkOf('203.0.113.9')).toBe('203.0.113.9');
});
