import { expect, test } from 'vitest';
import { found } from '../../../test/examine.ts';
import { ServiceUnavailableError } from '../../errors.ts';
import { createDoctor } from './doctor.ts';
import { failed, ok, skipped, warning, type Check } from './finding.ts';

const check = (name: string, run: Check['run'], more: Partial<Check> = {}): Check => ({
  name,
  todo: `Mend ${name}.`,
  run,
  ...more,
});
const broken = async (): Promise<never> => {
  throw new ServiceUnavailableError('The server', new Error('connect ECONNREFUSED', { cause: new Error('port 1') }));
};

test('every check says something, in order, whatever becomes of it', async () => {
  const findings = await createDoctor(
    [
      check('fine', async () => ok('1 ms')),
      check('slow', async () => warning('1 s', 'Hurry.')),
      check('none', async () => skipped('nothing there')),
      check('several', async () => [
        { ...ok('one'), name: 'first' },
        { ...failed('two', 'Do.'), name: 'second' },
      ]),
      check('broken', broken),
      check('hangs', () => new Promise(() => undefined), { deadlineMs: 50 }),
    ],
    [],
  ).examine();
  expect(findings).toEqual([
    { name: 'fine', state: 'OK', measured: '1 ms', todo: null },
    { name: 'slow', state: 'WARNING', measured: '1 s', todo: 'Hurry.' },
    { name: 'none', state: 'SKIPPED', measured: 'nothing there', todo: null },
    { name: 'first', state: 'OK', measured: 'one', todo: null },
    { name: 'second', state: 'FAILED', measured: 'two', todo: 'Do.' },
    { name: 'broken', state: 'FAILED', measured: 'port 1', todo: 'Mend broken.' },
    { name: 'hangs', state: 'FAILED', measured: 'no answer within 0.05 s', todo: 'Mend hangs.' },
  ]);
});

test('what cannot be told while something else fails is not a failure of its own', async () => {
  const server = (works: boolean) => check('server', works ? async () => ok('there') : broken);
  const inside = check('inside', broken, { needs: 'server' });
  const answered = check('answered', async () => failed('empty', 'Fill it.'), { needs: 'server' });
  const statesWith = async (works: boolean) =>
    (await createDoctor([server(works), inside, answered], []).examine()).map(({ state }) => state);
  expect(await statesWith(false)).toEqual(['FAILED', 'SKIPPED', 'FAILED']);
  expect(await statesWith(true)).toEqual(['OK', 'FAILED', 'FAILED']);
});

test('who asks at once, or again soon, is told the same; a check that is late is told to stop', async () => {
  let made = 0;
  let stopped = false;
  const counting = check(
    'counting',
    async (signal) => {
      made++;
      signal.addEventListener('abort', () => (stopped = true));
      return new Promise(() => undefined);
    },
    { deadlineMs: 20 },
  );
  const doctor = createDoctor([counting], []);
  const [one, other] = await Promise.all([doctor.examine(), doctor.examine()]);
  expect(one).toBe(other);
  expect(await doctor.examine()).toBe(one);
  expect({ made, stopped }).toEqual({ made: 1, stopped: true });
});

test('no secret is in what it says', async () => {
  const secret = 'a-secret-of-the-environment';
  const leaking = check('leaking', async () => {
    throw new Error(`postgres://user:other-secret@host refused ${secret}\nsecond line`);
  });
  const { measured, todo } = await found({ ...leaking, todo: `Change ${secret}.` }, [secret]);
  expect(measured).toBe('postgres://[credentials removed]@host refused [secret removed]');
  expect(todo).toBe('Change [secret removed].');
});
