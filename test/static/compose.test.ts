import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Ajv } from 'ajv';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { dynamicConfig } from '../../src/local/temporal-server.ts';
import { variables } from '../../src/platform/env.ts';
import { searchAttributes } from '../../src/platform/search-attributes.ts';
import { parseCompose, runsOnce, textOf, variablesIn, type Service } from '../compose-file.ts';

const files = ['docker-compose.yml', 'docker-compose.temporal.yml', 'deploy/coolify/docker-compose.yml'] as const;
const [own, temporal, coolify] = files;
const compose = Object.fromEntries(files.map((file) => [file, parseCompose(textOf(file))]));
const services = files.flatMap((file) =>
  Object.entries(compose[file]!.services).map(([name, service]) => ({
    file,
    name,
    service,
    where: `${file}: ${name}`,
  })),
);
const problems = (found: (item: (typeof services)[number]) => string | false | undefined, among = services) =>
  among.flatMap((item) => {
    const problem = found(item);
    return problem ? [`${item.where} ${problem}`] : [];
  });

/** The linter's own rules are of taste; the schema it brings is that of the specification. */
const schemaFile = new URL('schemas/compose.schema.json', import.meta.resolve('dclint/package.json'));
const check = new Ajv({ strict: false, validateSchema: false }).compile(
  JSON.parse(readFileSync(schemaFile, 'utf8')) as object,
);

test.each(files)('%s is as the compose specification wants it', (file) => {
  const text = file === coolify ? textOf(file).replaceAll(/^ +exclude_from_hc: .*\n/gm, '') : textOf(file);
  check(parse(text, { merge: true }));
  expect(check.errors).toBeNull();
  expect(check({ services: { a: { image: 'a', port: [] } } }), 'it refuses what it does not know').toBe(false);
});

test('each service is checked or ends by itself, and has limits', () => {
  expect(
    problems(({ service }) => {
      if (runsOnce(service)) return service.healthcheck?.disable !== true && 'ends by itself, and is checked';
      return !service.healthcheck?.test?.length && 'has no health check';
    }),
  ).toEqual([]);
  expect(problems(({ service }) => !/^(no|unless-stopped)$/.test(service.restart ?? '') && 'does not restart')).toEqual(
    [],
  );
  expect(
    problems(({ service: { deploy } }) => {
      const { memory, pids } = deploy?.resources?.limits ?? {};
      return (!memory || !pids) && 'has no limit of memory or processes';
    }),
  ).toEqual([]);
  // Coolify keeps logs as its server is told to.
  const logged = services.filter(({ file }) => file !== coolify);
  expect(
    problems(({ service: { logging } }) => !logging?.options?.['max-size'] && 'fills the disk with logs', logged),
  ).toEqual([]);
});

test('no health check needs a program that the image may lack', () => {
  expect(problems(({ service }) => /curl/.test(String(service.healthcheck?.test)) && 'is checked with curl')).toEqual(
    [],
  );
});

test('who waits for a service waits for what it does', () => {
  expect(
    problems(({ file, service }) => {
      const wrong = Object.entries(service.depends_on ?? {}).filter(([name, { condition }]) => {
        const other = compose[file]!.services[name];
        return !other || condition !== (runsOnce(other) ? 'service_completed_successfully' : 'service_healthy');
      });
      return wrong.length > 0 && `waits in vain for ${wrong.map(([name]) => name).join(', ')}`;
    }),
  ).toEqual([]);
});

test('who works is killed no sooner than it has ended what it began', () => {
  const grace = Number(/graceMs = ([\d_]+);/.exec(textOf('workers/worker.ts'))?.[1]?.replaceAll('_', '')) / 1000;
  const working = services.filter(({ service }) => /^(worker|all)$/.test(String(service.environment?.['RUN_MODE'])));
  expect(new Set(working.map(({ file }) => file))).toEqual(new Set([own, coolify]));
  expect(
    problems(({ service: { stop_grace_period: given = '10s' } }) => {
      const seconds = Number(/^(\d+)s$/.exec(given)?.[1]);
      return !(seconds >= grace + 10) && `is killed after ${given}; its activities may take ${grace} s`;
    }, working),
  ).toEqual([]);
});

test('data is in volumes with a name', () => {
  for (const file of files) {
    const used = Object.values(compose[file]!.services).flatMap(({ volumes = [] }) =>
      volumes.flatMap((volume) => {
        const source = typeof volume === 'string' ? volume.split(':')[0]! : volume.source;
        return /^[./$]/.test(source) ? [] : [source];
      }),
    );
    expect(used.toSorted(), file).toEqual(Object.keys(compose[file]!.volumes ?? {}).toSorted());
  }
  const stores = services.filter(({ service }) => /^(postgres|redis|clickhouse|versity)/.test(service.image ?? ''));
  const kept = stores.filter(({ service }) => !runsOnce(service));
  expect(problems(({ service }) => !service.volumes?.length && 'forgets everything', kept)).toEqual([]);
});

test('ports are open on this machine only, unless somebody says more', () => {
  expect(
    problems(({ service: { ports = [] } }) => {
      const open = ports.filter((port) => !/^(127\.0\.0\.1|\$\{\w+:-127\.0\.0\.1\}):/.test(port));
      return open.length > 0 && `opens ${open.join(', ')}`;
    }),
  ).toEqual([]);
});

const isSecret = (name: string) => /(PASSWORD|PWD|SECRET|SALT|AUTH|_KEY|KEY_ID)$/.test(name);

test('no password has a default', () => {
  const told = /^(\$\{(\w+:\?.*|SERVICE_(USER|PASSWORD)_\w+)\}|\$\{\w+:-\})$/;
  expect(
    problems(({ service: { environment = {} } }) => {
      const known = Object.entries(environment).filter(([name, value]) => isSecret(name) && !told.test(value));
      return known.length > 0 && `has ${known.map(([name]) => name).join(', ')}`;
    }),
  ).toEqual([]);
  const inUrls = services.flatMap(({ service }) =>
    Object.values(service.environment ?? {}).flatMap((value) => /\/\/\w+:([^@]+)@/.exec(value)?.[1] ?? []),
  );
  expect(inUrls.length).toBeGreaterThan(4);
  for (const password of inUrls) expect(password).toMatch(told);
});

test('an empty password does not start what takes one without a check of its own', () => {
  for (const name of ['langfuse-redis', 'langfuse-clickhouse']) {
    expect(compose[own]!.services[name]!.command?.join(' ')).toMatch(/\$\$\{\w+:\?.+\}/);
  }
});

const makeSecrets = (...args: string[]) => spawnSync('sh', ['deploy/secrets.sh', ...args], { encoding: 'utf8' });
/** What is in a file of deploy/secrets.sh, by name. */
const secretsIn = (file: string) =>
  Object.fromEntries(
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => /^[A-Z]/.test(line))
      .map((line) => line.split('=') as [string, string]),
  );

test('deploy/secrets.sh makes all that is required, another one each time, fit for URLs, and never over another', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tempograph-secrets-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const files = ['one', 'other'].map((name) => path.join(folder, name));
  for (const file of files) {
    expect(makeSecrets(file)).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  }
  const [one, other] = files.map(secretsIn) as [Record<string, string>, Record<string, string>];
  expect(makeSecrets(files[0]!)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('stays as it is') as string,
  });
  expect(secretsIn(files[0]!)).toEqual(one);
  expect(makeSecrets()).toMatchObject({ status: 2, stderr: expect.stringContaining('.env') as string });
  const required = [own, temporal].flatMap((file) => variablesIn(textOf(file)).filter((variable) => variable.required));
  expect(Object.keys(one)).toEqual(expect.arrayContaining(required.map(({ name }) => name)));
  const { COMPOSE_FILE, ...secrets } = one;
  expect(COMPOSE_FILE).toBe(`${own}:${temporal}`);
  for (const [name, secret] of Object.entries(secrets)) {
    expect(secret, name).toMatch(/^[0-9a-f]{20,64}$/);
    expect(other[name], name).not.toBe(secret);
  }
  expect(new Set(Object.values(secrets)).size).toBe(Object.keys(secrets).length);
});

const isOurs = ({ image = '', build }: Service) => image.startsWith('tempograph:') || (build && !build.dockerfile);

test("what our services are told are variables that the program knows, or AWS's own", () => {
  const known = [...Object.keys(variables.shape), 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_ENDPOINT_URL_S3'];
  expect(
    problems(
      ({ service: { environment = {} } }) => {
        const unknown = Object.keys(environment).filter(
          (name) => !known.includes(name) && !name.startsWith('SERVICE_URL_'),
        );
        return unknown.length > 0 && `is told ${unknown.join(', ')}`;
      },
      services.filter(({ service }) => isOurs(service)),
    ),
  ).toEqual([]);
});

const versionOf = (image: string) => image.replaceAll(/\$\{\w+:-([^}]+)\}/g, '$1');

const images = (file: string) =>
  services
    .filter(({ file: of, service }) => of === file && service.image && !isOurs(service))
    .map(({ service }) => versionOf(service.image!));

test('images have a version, and Coolify the same as compose', () => {
  for (const image of files.flatMap(images)) expect(image).toMatch(/^[\w./-]+:v?\d/);
  expect([...images(own), ...images(temporal)]).toEqual(expect.arrayContaining(images(coolify)));
  const [, version] = /^ARG TEMPORAL_VERSION=(.+)$/m.exec(textOf('deploy/coolify/temporal.Dockerfile'))!;
  expect(images(temporal)).toContain(`temporalio/server:${version}`);
});

test('Temporal is set up as the embedded one is', () => {
  const written = parse(textOf('deploy/temporal/dynamic-config.yaml')) as Record<string, { value: unknown }[]>;
  const values = Object.fromEntries(Object.entries(written).map(([name, [only]]) => [name, only!.value]));
  expect(values).toEqual(dynamicConfig);
  const script = textOf('deploy/temporal/create-namespace.sh');
  const added = [...script.matchAll(/^try add_attribute (\w+) (\w+)$/gm)].map(([, name = '']) => name);
  expect(added.toSorted()).toEqual(Object.keys(searchAttributes).toSorted());
});
