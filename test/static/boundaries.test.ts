import { expect, test } from 'vitest';
import * as contracts from '../../workers/contracts.ts';
import { brokenImports, cycles, foreignWorkflowImports, namedWorkflows, type Layer } from './import-rules.ts';
import { filesBelow, parseSource, readSources, type Source } from './source.ts';

/** Who may import whom; the first line that matches a file is its layer. docs/ARCHITECTURE.md explains it. */
const table: readonly Layer[] = [
  {
    name: 'tests',
    files: ['**/*.test.ts', 'test/**'],
    layers: 'anything',
    packages: { except: [] },
    rule: 'tests may import anything.',
  },
  {
    name: 'tools',
    files: ['tools/*.mjs'],
    layers: [],
    packages: { except: [] },
    rule: 'tools run before anything is installed.',
  },
  {
    name: 'contract',
    files: [
      'workers/kit/{objects,models,defaults,duration,hash,brand-key,on-behalf-of,web-address,words}.ts',
      'workers/kit/wire/*.ts',
      'workers/{*,kit/*}/contract.ts',
      'workers/*/contract/*.ts',
      'workers/*/manifest.ts',
      'workers/contracts.ts',
    ],
    layers: [],
    packages: ['zod'],
    rule: 'a contract is read by the API, the sandbox and the worker alike, so it imports only zod and other contracts.',
  },
  {
    name: 'workflow',
    files: ['workers/{*,kit}/workflow/*.ts', 'workers/{*,kit/*}/workflow.ts', 'workers/workflows.ts'],
    layers: ['contract'],
    packages: ['zod', '@temporalio/workflow', '@temporalio/common'],
    rule: 'workflow code runs in the sandbox, so it imports only contracts and @temporalio/workflow; never activities, not even as a type.',
  },
  {
    name: 'dashboard',
    files: ['src/dashboard/**'],
    layers: [],
    packages: [
      'react',
      'react-dom',
      'graphql-ws',
      'cronstrue',
      '@graphql-typed-document-node/core',
      'vite',
      '@vitejs/',
      'node:',
    ],
    rule: 'the dashboard talks only GraphQL, so it imports nothing of the server.',
  },
  {
    name: 'errors',
    files: ['src/errors.ts'],
    layers: [],
    packages: [],
    rule: 'the error classes are used by every layer, so they import nothing.',
  },
  {
    name: 'platform',
    files: ['src/platform/**.ts'],
    layers: ['errors'],
    packages: { except: ['graphql', '@pothos/', 'graphql-yoga', '@temporalio/workflow', '@temporalio/activity'] },
    rule: 'the platform wraps libraries and knows nothing of the product, so it imports libraries and src/errors.ts only.',
  },
  {
    name: 'services',
    files: ['src/services/**.ts'],
    layers: ['contract', 'platform', 'errors'],
    packages: [
      'temporal-polyfill',
      'zod',
      'node:',
      '@temporalio/client',
      '@temporalio/proto',
      'drizzle-orm',
      'jose',
      'rate-limiter-flexible',
      'fastest-levenshtein',
    ],
    rule: "services import contracts, the platform, src/errors.ts, Temporal's client, Drizzle, jose, the rate limiter, dates with time zones and the distance of words; never activities, workflow code or the schema.",
  },
  {
    name: 'prompts',
    files: ['prompts/*.ts'],
    layers: ['platform'],
    packages: ['zod'],
    rule: 'a prompt is a text and its variables, so it imports only src/platform/ai/prompt.ts and zod.',
  },
  {
    name: 'activity',
    files: ['workers/*/**.ts', 'workers/activities.ts'],
    layers: ['contract', 'platform', 'prompts', 'services', 'errors'],
    packages: { except: ['graphql', '@pothos/', 'graphql-yoga', '@temporalio/workflow', '@temporalio/client'] },
    rule: 'activities import contracts, the platform, prompts, services, src/errors.ts and libraries; never workflow code or the schema.',
  },
  {
    name: 'roots',
    files: ['src/{main,app}.ts', 'src/{http,modes,local,cli,replay}/**.ts', 'workers/*.ts', 'schema/print.ts'],
    layers: ['contract', 'workflow', 'errors', 'platform', 'prompts', 'services', 'activity', 'schema', 'tools'],
    packages: { except: [] },
    rule: 'what puts the program together may import all of it, but no tests.',
  },
  {
    name: 'schema',
    files: ['schema/**.ts'],
    layers: ['contract', 'services', 'errors'],
    packages: ['graphql', '@pothos/', 'zod'],
    rule: 'the schema says what and asks services how, so it imports services, contracts, src/errors.ts and Pothos; never the platform or Temporal.',
  },
];

const sources = readSources(['prompts', 'schema', 'src', 'workers']);
const product = sources.filter(({ file }) => !file.endsWith('.test.ts'));
const anonymous = product.filter(({ file }) => /^(schema|src\/services)\//.test(file));
const environmentRule = 'only src/platform/env.ts reads process.env; take what you need from Settings.';
const environmentReaders = (among: readonly Source[]) =>
  among
    .filter(({ file, readsEnvironment }) => readsEnvironment && file !== 'src/platform/env.ts')
    .map(({ file }) => `${file}: ${environmentRule}`);
/** A workflow's folder holds TypeScript modules, in rooms where there are many, recorded histories, and nothing else. */
const strayFiles = (files: readonly string[]) =>
  files
    .filter((file) => /^workers\/(?!kit\/)[^/]+\//.test(file))
    .filter(
      (file) => !/^workers\/[a-z][a-z0-9-]*\/(([a-z0-9-]+\/)?[a-z0-9.-]+\.ts|histories\/[a-z0-9-]+\.json)$/.test(file),
    )
    .map(
      (file) =>
        `${file}: a workflow's folder holds kebab-case .ts files, or folders of those, and histories/*.json, nothing else.`,
    );

test('every import follows the table', () => {
  expect(brokenImports(table, sources)).toEqual([]);
});

test("of a workflow's folder others use only the contract, and the form of what it stores", () => {
  expect(foreignWorkflowImports(product)).toEqual([]);
});

test('no modules need each other to load', () => {
  expect(cycles(product)).toEqual([]);
});

test('process.env is read in one file', () => {
  expect(environmentReaders(product)).toEqual([]);
});

test('schema and services know no workflow by name', () => {
  expect(namedWorkflows(anonymous, Object.keys(contracts))).toEqual([]);
});

test("a workflow's folder holds nothing but its code and its histories", () => {
  expect(strayFiles(filesBelow(['workers']))).toEqual([]);
});

test("a workflow's folder has the name of its workflow in kebab-case", () => {
  const lines = product.find(({ file }) => file === 'workers/contracts.ts')!.imports;
  for (const { specifier, names } of lines) {
    const [name = ''] = names;
    const kebab = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    expect(specifier, `the folder of ${name}`).toBe(`./${kebab}/contract.ts`);
  }
});

/** What the rules say to code that breaks them: a rule that no longer sees its breach fails here. */
const breaches: [file: string, code: string, message: RegExp][] = [
  ['workers/blur/contract.ts', `import sharp from 'sharp'`, /contract\.ts imports sharp: .*only zod/],
  ['workers/kit/hash.ts', `import { createHash } from 'node:crypto'`, /hash\.ts imports node:crypto/],
  ['workers/blur/workflow.ts', `import type { A } from './activities.ts'`, /never activities, not even as a type/],
  ['workers/blur/workflow.ts', `let a: import('./activities.ts').A`, /imports \.\/activities\.ts: workflow code/],
  ['workers/kit/workflow.ts', `import '../../src/platform/log.ts'`, /imports \.\.\/\.\.\/src\/platform\/log\.ts/],
  ['src/errors.ts', `export * from './platform/log.ts'`, /errors\.ts imports \.\/platform/],
  ['src/platform/log.ts', `import { Run } from '../services/runs/runs.ts'`, /knows nothing of the product/],
  ['src/services/runs/runs.ts', `await import('../../../schema/builder.ts')`, /never activities/],
  ['src/services/runs/runs.ts', `import '@temporalio/worker'`, /services import contracts/],
  ['workers/blur/tiles.ts', `export { blur } from './workflow.ts'`, /never workflow code/],
  ['schema/run/queries.ts', `import type { Storage } from '../../src/platform/storage.ts'`, /never the platform/],
  ['schema/run/queries.ts', `import { Client } from '@temporalio/client'`, /never the platform or Temporal/],
  ['src/modes/api.ts', `import { useStack } from '../../test/stack.ts'`, /but no tests/],
  ['prompts/blur.ts', `import '../src/services/runs/runs.ts'`, /a prompt is a text and its variables/],
  ['src/dashboard/main.tsx', `import { a } from '../errors.ts'`, /talks only GraphQL/],
  ['src/helpers.ts', ``, /src\/helpers\.ts is in no layer/],
];

test.each(breaches)('%s may not contain %s', (file, code, message) => {
  const [sentence, ...more] = brokenImports(table, [parseSource(file, code)]);
  expect(sentence).toMatch(message);
  expect(more).toEqual([]);
});

test('the other rules see what breaks them', () => {
  const cycle = [
    parseSource('src/a.ts', `import { b } from './b.ts'`),
    parseSource('src/b.ts', `export { c } from './c.ts'`),
    parseSource('src/c.ts', `import { type A } from './a.ts'`),
  ];
  expect(cycles(cycle)).toEqual(['src/a.ts -> src/b.ts -> src/c.ts -> src/a.ts']);
  expect(cycles([...cycle.slice(0, 2), parseSource('src/c.ts', `import type { A } from './a.ts'`)])).toEqual([]);

  const foreign = parseSource(
    'workers/blur/tiles.ts',
    `import { a } from '../sharpen/a.ts'; import '../sharpen/contract.ts'`,
  );
  expect(foreignWorkflowImports([foreign])).toEqual([expect.stringContaining('imports ../sharpen/a.ts')]);

  for (const code of [
    `process.env.X`,
    `process['env']`,
    `globalThis.process.env`,
    `const { env } = process`,
    `import { env } from 'node:process'`,
  ]) {
    expect(environmentReaders([parseSource('src/app.ts', code)]), code).toEqual([`src/app.ts: ${environmentRule}`]);
  }
  expect(environmentReaders([parseSource('src/app.ts', `// process.env\nconst a = 'process.env'`)])).toEqual([]);

  for (const code of [
    `if (workflow === 'photoBlur') stop()`,
    `const type = 'PhotoBlurRun'`,
    'const path = `/photo-blur/${id}`',
    `import '../workers/photo-blur/contract.ts'`,
    `import { photoBlur } from '../workers/contracts.ts'`,
  ]) {
    expect(namedWorkflows([parseSource('schema/x.ts', code)], ['photoBlur']), code).not.toEqual([]);
  }
  expect(
    namedWorkflows([parseSource('schema/x.ts', `import { blur } from '../workers/contracts.ts'`)], ['blur']),
  ).toEqual([expect.stringContaining('may not know one of them by name')]);
  expect(
    strayFiles(['workers/blur/photo.jpg', 'workers/blur/lib/deep/a.ts', 'workers/blur/histories/done.json']),
  ).toHaveLength(2);
});
