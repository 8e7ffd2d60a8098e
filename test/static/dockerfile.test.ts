import { existsSync } from 'node:fs';
import path from 'node:path';
import { Copy, DockerfileParser, type Instruction } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';
import { expect, test } from 'vitest';
import { variables } from '../../src/platform/env.ts';
import { textOf } from '../compose-file.ts';
import { root } from './source.ts';

const files = ['Dockerfile', 'deploy/coolify/temporal.Dockerfile', 'deploy/coolify/backup.Dockerfile'];
const instructionsOf = (file: string) => DockerfileParser.parse(textOf(file)).getInstructions();
/** Those of the last stage: what is in the image. */
const ofImage = (() => {
  const all = instructionsOf('Dockerfile');
  return all.slice(all.findLastIndex((instruction) => instruction.getKeyword() === 'FROM'));
})();
const argumentsOf = (keyword: string, among: readonly Instruction[]) =>
  among
    .filter((instruction) => instruction.getKeyword() === keyword)
    .map((instruction) => instruction.getArguments().map((argument) => argument.getValue()));

test.each(files)('%s is valid', (file) => {
  expect(validate(textOf(file)).map(({ range, message }) => ({ line: range.start.line + 1, message }))).toEqual([]);
});

test('the program is its own user, below an init, and is checked', () => {
  expect(argumentsOf('USER', ofImage)).toEqual([['node']]);
  const [entrypoint] = argumentsOf('ENTRYPOINT', ofImage);
  expect(entrypoint).toEqual(['["tini",', '"--",', '"/app/deploy/entrypoint.sh"]'].join(' ').split(' '));
  expect(argumentsOf('HEALTHCHECK', ofImage)).toHaveLength(1);
});

test('base images have versions, of a Debian', () => {
  for (const file of files) {
    const defaults = new Map(
      argumentsOf('ARG', instructionsOf(file)).map(([one = '']) => one.split('=') as [string, string]),
    );
    const stages = argumentsOf('FROM', instructionsOf(file)).map(([image = '']) =>
      image.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => defaults.get(name) ?? ''),
    );
    for (const image of stages) expect(image, file).toMatch(/^[\w/-]+:\d/);
  }
  expect(textOf('Dockerfile')).toMatch(/^ARG BASE=node:2[2-9]-\w+-slim$/m);
});

test('what is copied is there, and not left out of the context', () => {
  const context = textOf('.dockerignore')
    .split('\n')
    .flatMap((line) => /^!(.+)$/.exec(line)?.[1] ?? []);
  expect(context.filter((name) => !existsSync(path.join(root, name)))).toEqual([]);
  for (const file of files) {
    const copies = instructionsOf(file).filter((instruction) => instruction instanceof Copy);
    const sources = copies
      .filter((copy) => copy.getFromFlag() === null)
      .flatMap((copy) => copy.getArguments().slice(0, -1))
      .map((argument) => argument.getValue())
      .filter((source) => source !== '.');
    expect(sources.length, file).toBeGreaterThan(0);
    for (const source of sources) {
      expect(existsSync(path.join(root, source)), `${file} copies ${source}`).toBe(true);
      expect(context, `.dockerignore leaves out ${source}`).toContain(source.split('/')[0]);
    }
  }
});

test('nothing is in the image that is not copied by its name', () => {
  const whole = ofImage
    .filter((instruction) => instruction instanceof Copy)
    .flatMap((copy) => copy.getArguments().slice(0, -1))
    .filter((argument) => /^\.?\/?$|[*?]/.test(argument.getValue()));
  expect(whole.map(String)).toEqual([]);
});

test('neither secrets nor data are in the context', () => {
  const [first, ...rest] = textOf('.dockerignore')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'));
  expect(first).toBe('*');
  expect(rest.filter((line) => line.startsWith('!') && /[*.]env|tempograph/.test(line))).toEqual([]);
});

test('what the image sets are variables of the program', () => {
  const set = argumentsOf('ENV', ofImage)
    .flat()
    .map((pair) => pair.split('=')[0]!);
  // The last are glibc's, for all there is in the process.
  const known = [...Object.keys(variables.shape), 'NODE_ENV', 'MALLOC_ARENA_MAX', 'MALLOC_MMAP_THRESHOLD_'];
  expect(set.filter((name) => !known.includes(name))).toEqual([]);
});
