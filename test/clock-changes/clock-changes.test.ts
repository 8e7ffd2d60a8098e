import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { createPreview } from '../../src/services/schedules/preview/preview.ts';
import { useStack } from '../stack.ts';
import { askAll, type Answer } from './answers.ts';
import { factsOf } from './facts.ts';
import { nights } from './nights.ts';
import { clockChangesPage, pageFile } from './page.ts';

const stack = useStack({ fixtures: true, worker: false });
let answers: Answer[];
beforeAll(async () => {
  answers = await askAll(createPreview(stack.temporal, { get: async () => null }));
});

test('the page about clock changes says what the server does', async () => {
  const made = await clockChangesPage(answers);
  const command = 'Run `npm run docs:clock-changes` and commit docs/CLOCK-CHANGES.md';
  expect(made, command).toBe(readFileSync(pageFile, 'utf8'));
});

test.each(nights)('the warnings tell what the server does in the night of $change.at in $place', (night) => {
  const ofNight = answers.filter((answer) => answer.night === night);
  expect(ofNight).toHaveLength(4);
  for (const { pattern, runs, warnings } of ofNight) {
    const facts = factsOf(night, pattern, runs);
    expect(warnings).toEqual(facts.map((fact) => ({ ...fact, changeAt: night.change.at })));
  }
});
