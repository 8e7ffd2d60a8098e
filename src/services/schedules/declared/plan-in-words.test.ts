import { expect, test } from 'vitest';
import { probe } from '../../../../test/fixtures/contracts.ts';
import { startablesOf } from '../startables.ts';
import { planInWords } from './plan-in-words.ts';
import { createFileReader } from './read-file.ts';

test('a plan is told by kind and name, with the fields that would change', () => {
  const text = "owner: o\nschedules: { a: { action: { probe: { name: n } }, spec: { cron: ['@daily'] } } }\n";
  const schedule = createFileReader(startablesOf([probe]))('f.yaml', text).schedules.get('a')!;
  const differences = [{ field: 'spec.cron', from: ['0 9 * * *'], to: ['0 10 * * *'] }];
  const steps = [
    { kind: 'delete', name: 'a' },
    { kind: 'create', name: 'c', schedule },
    { kind: 'change', name: 'd', schedule, revision: '1', differences },
    { kind: 'create', name: 'b', schedule },
  ] as const;
  expect(planInWords({ steps: [...steps], same: 7 })).toBe(
    [
      '+ create b',
      '+ create c',
      '~ change d',
      "    spec.cron: '0 9 * * *' → '0 10 * * *'",
      '- delete a',
      '2 to create, 1 to change, 1 to delete, 7 as they are.\n',
    ].join('\n'),
  );
});
