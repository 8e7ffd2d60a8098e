import { expect, test } from 'vitest';
import { imageEnhancement } from './contract.ts';

const source = { bucket: 'photos', key: 'in/alps.jpg' };
const issuesOf = (destination: { bucket: string; key: string }) =>
  imageEnhancement.input.safeParse({ source, destination }).error?.issues.map(({ message }) => message);

test('a result may not replace its own source', () => {
  expect(issuesOf(source)).toEqual(['The result must not replace its own source.']);
});

test.for(['in//alps.jpg', '//in/alps.jpg'])('nor does another spelling of its key, %s, get that far', (key) => {
  expect(issuesOf({ bucket: 'photos', key })).toEqual([expect.stringContaining('two of them in a row')]);
});

test.for([
  { bucket: 'prints', key: 'in/alps.jpg' },
  { bucket: 'photos', key: 'in/alps.png' },
])('it may go to %j', (destination) => {
  expect(issuesOf(destination)).toBeUndefined();
});

const issues = (input: object) =>
  imageEnhancement.input
    .safeParse({ source, ...input })
    .error?.issues.map(({ path, message }) => [path.join('.'), message]);

test('what is for the other backend is refused by its field', () => {
  const [local, openai] = ['LOCAL', 'OPENAI'].map((backend) => `Is not for the backend ${backend}.`);
  expect(issues({ prompt: 'brighter', openai: { quality: 'HIGH', model: 'gpt-image-2' } })).toEqual([
    ['prompt', local],
    ['openai.model', local],
    ['openai.quality', local],
  ]);
  expect(issues({ backend: 'OPENAI', local: { upscale: 2 } })).toEqual([['local.upscale', openai]]);
  expect(issues({ backend: 'OPENAI', prompt: 'brighter', local: { upscale: 1 } })).toBeUndefined();
  expect(issues({ openai: { quality: 'MEDIUM' } })).toBeUndefined();
});

test.for([
  [{ size: '1000x1000' }, ['openai.size', 'Both sides must be multiples of 16.']],
  [{ model: 'a model' }, ['openai.model', 'Must be the name of a model, as gpt-image-2.']],
] as const)('%j is refused by its field', ([openai, issue]) => {
  expect(issues({ backend: 'OPENAI', openai })).toEqual([issue]);
});

const id = (input: object) => imageEnhancement.workflowId(imageEnhancement.input.parse({ source, ...input }));

test('what came later does not change the id of work that was done before', () => {
  expect(id({})).toBe(id({ openai: {} }));
  expect(id({ backend: 'OPENAI' })).not.toBe(id({ backend: 'OPENAI', prompt: 'brighter' }));
});
