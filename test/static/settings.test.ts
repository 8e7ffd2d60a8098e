import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readSettings, SettingsError, variables } from '../../src/platform/env.ts';
import { imageEnhancement } from '../../workers/image-enhancement/contract.ts';
import { milliseconds } from '../../workers/kit/duration.ts';
import { filesBelow, root } from './source.ts';

/** Read where no Settings exist yet: by the embedded stack, by the tools that fetch its servers, by the AWS SDK. */
const beforeSettings = [
  'DATA_DIR',
  'TEMPORAL_CLI_PATH',
  'VERSITYGW_PATH',
  'TEMPOGRAPH_RELEASES_URL',
  'XDG_CACHE_HOME',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_PROFILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
];
/** Not configuration: what shells and npm set for everyone. */
const ambient = ['HOME', 'PATH', 'INIT_CWD'];

const documented = [...Object.keys(variables.shape), ...beforeSettings].toSorted();
const read = (file: string) => (existsSync(path.join(root, file)) ? readFileSync(path.join(root, file), 'utf8') : '');
/** Lines `# NAME=default`. */
const example = [...read('.env.example').matchAll(/^# ?([A-Z][A-Z0-9_]+)=(.*)$/gm)].map(
  ([, name = '', value = '']) => ({ name, value }),
);

test('.env.example lists every variable once, and no other', () => {
  expect(
    example.map(({ name }) => name).toSorted(),
    'Give every variable a line `# NAME=default` in .env.example',
  ).toEqual(documented);
});

test("README's configuration table lists every variable once, and no other", () => {
  const [, section = ''] = /^## Configuration$(.*?)(?=^## |$(?![\s\S]))/ms.exec(read('README.md')) ?? [];
  const rows = [...section.matchAll(/^\| *`([A-Z][A-Z0-9_]+)` *\|[^|]*\|[^|]+\|$/gm)].map(([, name]) => name!);
  expect(rows.toSorted(), 'Give every variable a row | `NAME` | default | meaning | in README').toEqual(documented);
});

test('the values in .env.example are the defaults', () => {
  const defaults = variables.parse({});
  const given = variables.parse(
    Object.fromEntries(example.filter(({ value }) => value !== '').map(({ name, value }) => [name, value])),
  );
  expect(given).toEqual(defaults);
  const fixed = Object.entries(defaults).flatMap(([name, value]) =>
    typeof value === 'object' ? [] : [{ name, value }],
  );
  for (const { name, value } of fixed) {
    const shown = example.find((line) => line.name === name)?.value;
    expect(shown, `the default of ${name} in .env.example`).toBe(value === undefined ? '' : String(value));
  }
});

test('what the stack and the tools read is documented', () => {
  const files = filesBelow(['src/local', 'tools']).filter((file) => /(?<!\.test)\.(ts|mjs)$/.test(file));
  const undocumented = files.flatMap((file) =>
    [...read(file).matchAll(/\benv\.([A-Z][A-Z0-9_]*)\b|\bvariable: '([A-Z0-9_]+)'/g)]
      .map(([, name, quoted]) => name ?? quoted!)
      .filter((name) => !documented.includes(name) && !ambient.includes(name))
      .map((name) => `${file} reads ${name}, which is in neither env.ts nor the list of this test`),
  );
  expect(undocumented).toEqual([]);
});

test('every wrong variable is named at once, one a line', () => {
  const wrong = { RUN_MODE: 'everything', PORT: '70000', S3_ENDPOINT: 'not a URL', TASK_QUEUES: 'media=0' };
  const attempt = () => readSettings(wrong);
  expect(attempt).toThrow(SettingsError);
  for (const name of Object.keys(wrong)) expect(attempt).toThrow(new RegExp(`^${name}: .+`, 'm'));
});

test('of a number it is said which ones there are', () => {
  for (const PORT of ['many', '1.5', '-1', '65536'])
    expect(() => readSettings({ PORT }), PORT).toThrow('PORT: Must be a whole number from 0 to 65535.');
  expect(() => readSettings({ MAX_BODY_BYTES: '1 MB' })).toThrow('MAX_BODY_BYTES: Must be a whole number from 1.');
});

test('what to listen on is an address or a name', () => {
  for (const HOST of ['localhost:4000', 'http://localhost', '0.0.0.0/0', '*', 'a b']) {
    expect(() => readSettings({ HOST }), HOST).toThrow(/^HOST: .*the port is PORT/m);
  }
  for (const HOST of ['localhost', '127.0.0.2', '::1', '0.0.0.0', 'api.example']) {
    expect(readSettings({ HOST }).http.host).toBe(HOST);
  }
  expect(readSettings({ HOST: '[::1]' }).http.host, 'brackets belong to URLs').toBe('::1');
});

test('an image may not take so long that Temporal ends its activity first', () => {
  const spare = 2 * 60; // seconds for reading and writing
  const longest = milliseconds(imageEnhancement.activities.enhance.startToClose) / 1000 - spare;
  expect(readSettings({ IMAGE_MAX_SECONDS: String(longest) }).images.maxSeconds).toBe(longest);
  const tooLong = () => readSettings({ IMAGE_MAX_SECONDS: String(longest + 1) });
  expect(tooLong).toThrow(`IMAGE_MAX_SECONDS: Must be at most ${longest}: `);
});

const queues = (TASK_QUEUES: string) => readSettings({ TASK_QUEUES }).worker.queues;

test('task queues are chosen by name, with how many activities at a time and how much memory may be used', () => {
  expect(queues('')).toEqual([]);
  expect(queues('media, ai=40,imaging=4@75%,video@50%,')).toEqual([
    { name: 'media' },
    { name: 'ai', atOnce: 40 },
    { name: 'imaging', atOnce: 4, memory: 0.75 },
    { name: 'video', memory: 0.5 },
  ]);
  for (const wrong of ['media=0', 'media=', 'media=4@', 'media@100%', 'media@75', 'Media', 'media:4', 'media 4']) {
    expect(() => queues(`ai,${wrong}`), wrong).toThrow(`TASK_QUEUES: ${wrong} is not understood. Write media`);
  }
  expect(() => queues('media,ai,media=4')).toThrow('TASK_QUEUES: media is there twice.');
});

test('an empty variable counts as unset', () => {
  const empty = Object.fromEntries(Object.keys(variables.shape).map((name) => [name, '']));
  expect(readSettings(empty)).toEqual(readSettings({}));
});

test('blanks around a value are not part of it, as what comes from a file ends with a line break', () => {
  const { temporal, http } = readSettings({
    TEMPORAL_API_KEY: 'key\n',
    METRICS_TOKEN: `${'m'.repeat(32)}\r\n`,
    PORT: ' 4001 ',
  });
  expect({ ...temporal, ...http }).toMatchObject({ apiKey: 'key', metricsToken: 'm'.repeat(32), port: 4001 });
  expect(readSettings({ PORT: ' ', METRICS_TOKEN: ' '.repeat(40) })).toEqual(readSettings({}));
});

test('what is sent in a header can be, and what is secret is not quoted', () => {
  const wrong = 'a secret of two lines\nand of thirty-two characters';
  for (const name of ['METRICS_TOKEN', 'ADMIN_API_KEY']) {
    expect(() => readSettings({ [name]: wrong }), name).toThrow(new RegExp(`^${name}: Must be letters[^\n]+$`));
  }
  const DATABASE_URL = 'postgres://user:pass/word#1@host/database';
  expect(() => readSettings({ DATABASE_URL })).toThrow(/^DATABASE_URL: Must be like postgres:[^\n]+$/);
  expect(() => readSettings({ DATABASE_URL })).not.toThrow('word#1');
});

test('a database whose certificates are not there is refused at once', () => {
  for (const file of ['sslrootcert', 'sslcert', 'sslkey']) {
    const DATABASE_URL = `postgres://user:hidden@host/database?${file}=/nowhere.pem`;
    expect(() => readSettings({ DATABASE_URL }), file).toThrow(/^DATABASE_URL: A file that it names[^\n]+$/);
  }
});

test('origins are taken as browsers send them, as no other would ever match', () => {
  const good = ['https://app.example', 'http://localhost:5173', 'http://[::1]:8080', 'capacitor://localhost'];
  expect(readSettings({ CORS_ORIGINS: good.join(', ') }).http.corsOrigins).toEqual(good);
  const bad = ['*', 'app.example', 'null', 'https://app.example/', 'https://*.app.example', 'https://app.example:443'];
  for (const origin of bad) {
    expect(() => readSettings({ CORS_ORIGINS: `${good[0]},${origin}` }), origin).toThrow(/^CORS_ORIGINS\.1: .*origin/);
  }
});
