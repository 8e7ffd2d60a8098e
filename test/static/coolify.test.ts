import { expect, test } from 'vitest';
import { textOf } from '../compose-file.ts';
import { coolifyProblems } from '../coolify-rules.ts';

const text = textOf('deploy/coolify/docker-compose.yml');

test('Coolify takes the file as it is meant', () => {
  expect(coolifyProblems(text)).toEqual([]);
});

/** One thing wrong in each, and what has to be said of it. */
const broken: [string, (whole: string) => string, RegExp][] = [
  ['a port', (whole) => whole.replace("expose: ['4000']", "ports: ['4000:4000']"), /^api: ports/],
  ['a name of its own', (whole) => whole.replace('  s3:\n', '  s3:\n    container_name: s3\n'), /^s3: container_name/],
  ['a network', (whole) => whole.replace('  s3:\n', '  s3:\n    network_mode: host\n'), /^s3: the network/],
  ['a profile', (whole) => whole.replace('  s3:\n', '  s3:\n    profiles: [s3]\n'), /^s3: profiles/],
  ['a file of variables', (whole) => whole.replace('  s3:\n', '  s3:\n    env_file: .env\n'), /^s3: env_file/],
  ['a name of an image', (whole) => whole.replace('  api:\n', '  api:\n    image: tempograph\n'), /^api: an image/],
  ['a mounted file', (whole) => whole.replace("'s3-objects:", "'./objects:"), /^s3: a file of the repository/],
  ['a check with curl', (whole) => whole.replace('tempograph, health', 'curl, -f, localhost'), /^worker: .* curl/],
  [
    'a check in a shell',
    (whole) => whole.replace('[CMD, tempograph', '[CMD-SHELL, tempograph'),
    /^worker: .* no shell/,
  ],
  [
    'no check',
    (whole) => whole.replace(/ {4}healthcheck:\n.*nc, -z.*\n( {6}.*\n)+/, ''),
    /^temporal: without a health/,
  ],
  ['a job in the health of all', (whole) => whole.replace('    exclude_from_hc: true\n', ''), /^\w+: it ends, so/],
  [
    'a job that comes first',
    (whole) =>
      whole.replace(
        '      postgres: { condition: service_healthy }',
        '      temporal-schema: { condition: service_completed_successfully }',
      ),
    /^migrate: it may end before/,
  ],
  ['no restart', (whole) => whole.replace(/( {2}worker:\n.*\n) {4}restart: .*\n/, '$1'), /^worker: it has to restart/],
  [
    'little time to stop',
    (whole) =>
      whole.replace(
        '    stop_grace_period: 60s\n    deploy: { resources: { limits: { memory: 2g, pids: 500',
        '    deploy: { resources: { limits: { memory: 2g, pids: 500',
      ),
    /^worker: it is killed after 30 s/,
  ],
  [
    'two words for a password',
    (whole) => whole.replaceAll('PASSWORD_POSTGRES', 'PASSWORD_POSTGRES_MAIN'),
    /one word, without _/,
  ],
  [
    'two words for a long password',
    (whole) => whole.replaceAll('_64_TOKENS', '_64_TOKEN_SECRET'),
    /one word, without _/,
  ],
  [
    'a password with a default',
    (whole) => whole.replace('SERVICE_PASSWORD_64_ADMIN}', 'SERVICE_PASSWORD_64_ADMIN:-x}'),
    /needs no default/,
  ],
  [
    'a message with a dash',
    (whole) => whole.replace('OPENAI_API_KEY:-}', 'OPENAI_API_KEY:?one - or two}'),
    /may hold neither/,
  ],
  [
    'a default of a default',
    (whole) => whole.replace('CORS_ORIGINS:-}', 'CORS_ORIGINS:-${PUBLIC_URL}}'),
    /another variable/,
  ],
  [
    'a domain without a port',
    (whole) => whole.replaceAll('SERVICE_URL_S3_7070', 'SERVICE_URL_S3'),
    /has to end with a port/,
  ],
  [
    'a domain of nobody',
    (whole) => whole.replaceAll('SERVICE_URL_S3_7070', 'SERVICE_URL_STORE_7070'),
    /there is no service STORE/,
  ],
  ['an anchor', (whole) => whole.replace('  postgres:\n', '  postgres: &postgres\n'), /anchors/],
];

test.each(broken)('with %s it would not, and that is said', (_what, change, says) => {
  const changed = change(text);
  expect(changed).not.toBe(text);
  expect(coolifyProblems(changed)).toContainEqual(expect.stringMatching(says));
});
