import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { variables } from '../../src/platform/env.ts';
import { parseCompose, textOf, variablesIn } from '../compose-file.ts';
import { root } from './source.ts';

const page = textOf('docs/DEPLOY.md');
const prose = page.replaceAll(/^ *```.*?^ *```$/gms, '');
const blocks = [...page.matchAll(/^ *```\w*\n(.*?)^ *```$/gms)].map(([, block]) => block!).join('\n');
const quoted = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, text]) => text!);
const files = ['docker-compose.yml', 'docker-compose.temporal.yml', 'deploy/coolify/docker-compose.yml'];
const compose = files.map((file) => ({ file, text: textOf(file), services: parseCompose(textOf(file)).services }));
const services = new Set(compose.flatMap(({ services }) => Object.keys(services)));
/** Its own example of a file that somebody adds. */
const added = { file: 'docker-compose.workers.yml', service: 'worker-ai' };

const anchorsIn = (text: string) =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );

test('links lead to what is there', () => {
  const links = [...prose.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link!);
  expect(links.length).toBeGreaterThan(10);
  const broken = links.filter((link) => {
    const [file = '', anchor] = link.split('#');
    const target = file === '' ? 'docs/DEPLOY.md' : path.join('docs', file);
    return (
      !existsSync(path.join(root, target)) || (anchor !== undefined && !anchorsIn(textOf(target)).includes(anchor))
    );
  });
  expect(broken).toEqual([]);
  for (const file of ['README.md', ...files]) expect(textOf(file), file).toContain('docs/DEPLOY.md');
});

test('files that it names are there', () => {
  const named = `${quoted.join('\n')}\n${blocks}`.match(/\/?[\w./-]+\.(ya?ml|sh|Dockerfile|mjs|md)\b/g) ?? [];
  const own = named
    .filter((name) => name !== added.file)
    .map((name) => name.replace(/^\/deploy\/(?=\w+\.sh)/, 'deploy/backup/'));
  expect(own.length).toBeGreaterThan(10);
  expect([...new Set(own)].filter((name) => !existsSync(path.join(root, name)))).toEqual([]);
});

test('variables that it names are known to the program, the compose files or their services', () => {
  const known = new Set([
    ...Object.keys(variables.shape),
    ...compose.flatMap(({ text, services }) => [
      ...variablesIn(text).map(({ name }) => name),
      ...Object.values(services).flatMap(({ environment }) => Object.keys(environment ?? {})),
    ]),
    // Of compose itself, of the scripts, and beginnings of names.
    'COMPOSE_FILE',
    'BACKUP_DIR',
    'SERVICE_PASSWORD_',
    'LANGFUSE_',
  ]);
  const inProse = quoted.flatMap((text) => text.match(/\b[A-Z][A-Z0-9]*_[A-Z0-9_]*/g) ?? []);
  const inBlocks = [...blocks.matchAll(/\b([A-Z][A-Z0-9_]+)(?==|: )/g)].map(([, name]) => name!);
  const named = [...new Set([...inProse, ...inBlocks])];
  expect(named.length).toBeGreaterThan(25);
  expect(named.filter((name) => !known.has(name))).toEqual([]);
});

test('services that its commands are for are there, and each is in the table', () => {
  const commands = page.match(/docker compose [^`\n|]+/g) ?? [];
  const named = commands.flatMap((command) => {
    const [, action = '', rest = ''] =
      /^docker compose (?:-\S+ \S+ )*(exec|run|stop|start|up|logs) ?(.*)$/.exec(command) ?? [];
    const words = rest
      .replace(/#.*/, '')
      .split(' ')
      .filter((word, index, all) => word && !/^-|=/.test(word) && !/^--(env|scale|format)$/.test(all[index - 1] ?? ''));
    return action === 'exec' || action === 'run' ? words.slice(0, 1) : words;
  });
  expect(named.length).toBeGreaterThan(15);
  expect([...new Set(named)].filter((name) => !services.has(name))).toEqual([]);
  const table = page.slice(0, page.indexOf('### Temporal joined'));
  const unnamed = [...services].filter((name) => !name.startsWith('langfuse-') && !table.includes(`\`${name}\``));
  expect(unnamed).toEqual([]);
});
