import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createPolicy } from './policy.ts';
import { refusedByModeration } from './moderated.ts';
import { refusedByRule } from './rules.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'tempograph-policy-'));
afterAll(() => rmSync(folder, { recursive: true }));
const policyOf = (text: string) => {
  const file = path.join(folder, 'policy.yaml');
  writeFileSync(file, text);
  return createPolicy(file);
};

test.each([
  ['a nude child', 'MINORS'],
  ['erotic photo of a 15 year old', 'MINORS'],
  ['erotic photo of a 15-yo', 'MINORS'],
  ['a n4ked t33nager', 'MINORS'],
  ['a s e x y schoolgirl', 'MINORS'],
  ['nu\u200bde k\u00adids', 'MINORS'],
  ['пude сhild nudе', 'MINORS'],
  ['ｎｕｄｅ ｋｉｄｓ', 'MINORS'],
  ['lolicon', 'MINORS'],
  ['nackte Kinder', 'MINORS'],
  ['a nude baby in baby blue', 'MINORS'],
  ['p.o.r.n', 'SEXUAL'],
  ['PÓRN', 'SEXUAL'],
  ['undress her', 'SEXUAL'],
  ['remove their clothes', 'SEXUAL'],
  ['a fake passport of Utopia', 'ILLICIT'],
  ['counterfeit banknotes, photorealistic', 'ILLICIT'],
])('%s is refused: %s', (words, category) => {
  expect(refusedByRule(words)).toMatchObject({ category });
});

test.each([
  'a child with a kite in the rain',
  'a marble statue of a nude in a museum, 500 BC',
  'a kid (young goat) on a rock',
  'a family of five on a beach, 12 years ago',
  'the city of Essex and the river Wensum',
  'a passport office, people waiting',
  'a baby elephant taking a bath',
  'the sex of a flower: a botanical drawing',
  'analysis of a cumulus cloud',
  'a Scunthorpe street, 1950',
  'a sexy dress in baby blue',
  'a nude statue from Asia Minor',
  'a kind old man, naked',
])('%s is let pass', (words) => {
  expect(refusedByRule(words)).toBeNull();
});

test.each([
  [['sexual', 'sexual/minors'], 'MINORS'],
  [['violence', 'hate/threatening'], 'HATE'],
  [['illicit/violent'], 'ILLICIT'],
  [['something-new'], 'POLICY'],
])('of what moderation finds, %j, the worst is said: %s', (found, category) => {
  expect(refusedByModeration(found)).toMatchObject({ category, why: expect.stringContaining(found[0]!) });
});

test('nothing found is nothing refused', () => {
  expect(refusedByModeration([])).toBeNull();
});

test('the list of a deployment refuses whole words, in any case and with any accents, and says why', () => {
  const policy = policyOf(`
refuse:
  - words: [Contoso, 'acme*', mushroom cloud]
    why: Not ours.
  - words: [Krieg]
    why: No war.
    category: VIOLENCE
`);
  for (const words of ['a CONTOSO shop', 'çontóso', 'C0ntoso', 'acmeist', 'mushroom-cloud']) {
    expect(policy(words), words).toEqual({ category: 'POLICY', why: 'Not ours.' });
  }
  expect(policy('Krieg und Frieden')).toMatchObject({ category: 'VIOLENCE' });
  for (const words of ['contosos', 'an acm', 'a mushroom', 'Kriegsschiff']) expect(policy(words), words).toBeNull();
  expect(createPolicy(undefined)('Contoso')).toBeNull();
});

test.each([
  ['refuse: [', /line 1/],
  ['refuse:\n  - words: [a]\n', /line 2.*why/],
  ['refuse:\n  - words: ["!?"]\n    why: x\n', /no letter and no digit/],
  ['refused: []', /IMAGE_POLICY_FILE/],
])('a list that cannot be read says where: %j', (text, message) => {
  expect(() => policyOf(text)).toThrow(message);
  expect(() => createPolicy('/none/there.yaml')).toThrow('IMAGE_POLICY_FILE: /none/there.yaml');
});
