import { expect, test } from 'vitest';
import {
  accessOf,
  accessOfScope,
  assertMay,
  covers,
  everything,
  may,
  permissions,
  roles,
  scopeOf,
  type Access,
} from './access.ts';

const watch = (more: Partial<Access> = {}): Access => ({
  permissions: ['WATCH'],
  runs: null,
  workflows: null,
  ...more,
});

test('each role may do what the one before may, and more', () => {
  const [viewer, operator, admin] = roles.map((role) => accessOf(role).permissions);
  expect(operator).toEqual(expect.arrayContaining([...viewer!]));
  expect(operator!.length).toBeGreaterThan(viewer!.length);
  expect(admin).toEqual(permissions);
  expect(may(accessOf('VIEWER'), 'START')).toBe(false);
  expect(may(accessOf('OPERATOR'), 'START')).toBe(true);
  expect(may(accessOf('OPERATOR'), 'ADMINISTER')).toBe(false);
  expect(() => assertMay(watch(), 'INSPECT')).toThrow('the permission INSPECT, which comes with the role VIEWER');
  expect(() => assertMay(accessOf('VIEWER'), 'ADMINISTER')).toThrow('comes with the role ADMIN.');
});

test.each([
  [everything, true],
  [watch({ runs: ['a'] }), true],
  [watch({ runs: ['b'] }), false],
  [watch({ runs: [] }), false],
  [watch({ workflows: ['photo'] }), true],
  [watch({ workflows: ['video'] }), false],
  [watch({ runs: ['a'], workflows: ['video'] }), false],
])('%j covers the run: %s', (access, covered) => {
  expect(covers(access, { id: 'a', workflow: 'photo' })).toBe(covered);
});

test('a scope is the same for the same access, another for any other, and says all of it', () => {
  const access = watch({ permissions: ['CANCEL', 'WATCH'], runs: ['b', 'a'], workflows: ['x'] });
  const same = watch({ permissions: ['WATCH', 'CANCEL', 'WATCH'], runs: ['a', 'b', 'a'], workflows: ['x'] });
  expect(scopeOf(access)).toBe(scopeOf(same));
  const others = [
    { ...access, permissions: ['WATCH'] as const },
    { ...access, runs: ['a'] },
    { ...access, runs: null },
    { ...access, runs: [] },
    { ...access, runs: ['a', 'b', '","'] },
    { ...access, runs: ['x'], workflows: ['a', 'b'] },
    { ...access, workflows: null },
  ];
  expect(new Set([access, ...others].map(scopeOf)).size).toBe(others.length + 1);
  for (const one of [access, ...others]) expect(scopeOf(accessOfScope(scopeOf(one)))).toBe(scopeOf(one));
});
