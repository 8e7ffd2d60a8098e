import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAuthority, type Certificate } from '../../test/certificates.ts';
import { readSettings, SettingsError } from './env.ts';

let folder: string;
let ca: string;
let client: Certificate;
let other: Certificate;
const at = (...names: string[]) => path.join(folder, ...names);
/** Where Temporal's command line looks for profiles. */
const home = () => ({ HOME: folder, XDG_CONFIG_HOME: at('home') });

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'tempograph-connection-'));
  const authority = createAuthority();
  ca = authority.cert;
  client = authority.issue('client');
  other = authority.issue('other');
  const profiles = `
    [profile.default]
    address = "default.example:7233"
    [profile.prod]
    address = "prod.example:7233"
    namespace = "prod.a1b2c"
    api_key = "the-key-of-prod"
    [profile.prod.tls]
    server_name = "prod.tmprl.cloud"
    [profile.prod.grpc_meta]
    X_Route_To = "there"
    [profile.half.tls]
    client_cert_path = "${at('client.pem')}"`;
  mkdirSync(at('home', 'temporalio'), { recursive: true });
  const files = { 'ca.pem': ca, 'client.pem': client.cert, 'client.key': client.key, 'other.key': other.key };
  const others = {
    'temporal.toml': profiles,
    'home/temporalio/temporal.toml': profiles,
    'broken.toml': 'api_key = "my-s',
    'empty.toml': '',
    'text.toml': '[profile]\ndefault = "my-secret"',
    'types.toml': '[profile.default]\naddress = 5\napi_key = ["my-secret"]',
    'url.toml': '[profile.default]\naddress = "https://my-secret@temporal.example"',
    'line.toml': '[profile.default]\napi_key = "my-secret\\nX-Other: 1"',
    'header.toml': '[profile.default.grpc_meta]\nx_to = "my-secret\\nX-Other: 1"',
  };
  for (const [name, text] of Object.entries({ ...files, ...others })) writeFileSync(at(name), text);
});
afterAll(() => rmSync(folder, { recursive: true }));

const read = (env: Record<string, string>) => readSettings({ ...home(), ...env }).temporal;
const pair = () => ({
  TEMPORAL_TLS_CLIENT_CERT_PATH: at('client.pem'),
  TEMPORAL_TLS_CLIENT_KEY_PATH: at('client.key'),
});

test('without a word Temporal is on this machine, whatever somebody has in the home folder', () => {
  expect(read({})).toMatchObject({
    address: '127.0.0.1:7233',
    namespace: 'default',
    apiKey: undefined,
    tls: undefined,
  });
});

test('an API key turns TLS on, unless TEMPORAL_TLS says otherwise', () => {
  expect(read({ TEMPORAL_API_KEY: 'key' })).toMatchObject({ apiKey: 'key', tls: true });
  expect(read({ TEMPORAL_API_KEY: 'key', TEMPORAL_TLS: 'false' })).toMatchObject({ apiKey: 'key', tls: false });
  // The library takes "yes" for "no".
  for (const yes of ['true', '1', 'yes', 'on']) expect(read({ TEMPORAL_TLS: yes }).tls, yes).toBeInstanceOf(Object);
});

test('certificates come as files or as text, and are not used without TLS', () => {
  const both = read({ ...pair(), TEMPORAL_TLS_SERVER_CA_CERT_DATA: ca, TEMPORAL_TLS_SERVER_NAME: 'temporal.example' });
  expect(both.tls).toEqual({
    serverNameOverride: 'temporal.example',
    serverRootCACertificate: new Uint8Array(Buffer.from(ca.trim())),
    clientCertPair: { crt: new Uint8Array(Buffer.from(client.cert)), key: new Uint8Array(Buffer.from(client.key)) },
  });
  const data = { TEMPORAL_TLS_CLIENT_CERT_DATA: client.cert, TEMPORAL_TLS_CLIENT_KEY_DATA: client.key };
  expect(read(data)).toMatchObject({ tls: { clientCertPair: {} } });
  expect(read({ ...pair(), TEMPORAL_TLS: 'false' }).tls).toBe(false);
});

test('a profile counts when it is asked for, and variables before it', () => {
  const prod = {
    address: 'prod.example:7233',
    namespace: 'prod.a1b2c',
    apiKey: 'the-key-of-prod',
    tls: { serverNameOverride: 'prod.tmprl.cloud' },
    metadata: { 'x-route-to': 'there' },
  };
  expect(read({ TEMPORAL_PROFILE: 'prod' }), 'of the home folder').toMatchObject(prod);
  const file = { TEMPORAL_CONFIG_FILE: at('temporal.toml') };
  expect(read({ ...file, XDG_CONFIG_HOME: '', HOME: '', TEMPORAL_PROFILE: 'prod' })).toMatchObject(prod);
  expect(read(file).address, 'the profile "default"').toBe('default.example:7233');
  const over = { TEMPORAL_NAMESPACE: 'staging', TEMPORAL_GRPC_META_X_ROUTE_TO: 'here' };
  expect(read({ ...file, ...over, TEMPORAL_PROFILE: 'prod' })).toMatchObject({
    ...prod,
    namespace: 'staging',
    metadata: { 'x-route-to': 'here' },
  });
});

test('what is secret of it is masked, also when a file has it', () => {
  const { secrets } = readSettings({ ...home(), ...pair(), TEMPORAL_PROFILE: 'prod' });
  expect(secrets).toEqual(expect.arrayContaining(['the-key-of-prod', client.key]));
});

test.for<[what: string, env: () => Record<string, string>, message: RegExp]>([
  ['an address that is a URL', () => ({ TEMPORAL_ADDRESS: 'https://a.example' }), /^TEMPORAL_ADDRESS: .*host:port/],
  ...[':7233', 'host:', 'host:http', 'host:70000', 'host:0', '::1:7233', 'a,b:7233', 'a b:7233'].map(
    (wrong): [string, () => Record<string, string>, RegExp] => [
      `the address ${wrong}`,
      () => ({ TEMPORAL_ADDRESS: wrong }),
      /^TEMPORAL_ADDRESS: .*host:port/,
    ],
  ),
  [
    'a key that no header can hold',
    () => ({ TEMPORAL_API_KEY: 'my-secret\nX-Other: 1' }),
    /^TEMPORAL_API_KEY: Must be letters(?!.*my-s)/s,
  ],
  [
    'a header of two lines',
    () => ({ TEMPORAL_GRPC_META_X_TO: 'my-secret\nX-Other: 1' }),
    /^TEMPORAL_GRPC_META_X_TO: Must be one line(?!.*my-s)/s,
  ],
  [
    'a header that gRPC has for itself',
    () => ({ TEMPORAL_GRPC_META_TRACE_BIN: 'x' }),
    /^TEMPORAL_GRPC_META_TRACE_BIN: Is not the name of a header/,
  ],
  [
    'a name of a host that is none',
    () => ({ TEMPORAL_TLS_SERVER_NAME: 'https://temporal.example' }),
    /^TEMPORAL_TLS_SERVER_NAME: Must be the name of a host/,
  ],
  [
    'a text in place of its path',
    () => ({ ...pair(), TEMPORAL_TLS_CLIENT_KEY_PATH: '-----BEGIN PRIVATE KEY-----\nmy-secret' }),
    /^TEMPORAL_TLS_CLIENT_KEY_PATH: .*the path of a file(?!.*my-s)/s,
  ],
  [
    'a certificate without its key',
    () => ({ TEMPORAL_TLS_CLIENT_CERT_PATH: at('client.pem') }),
    /^TEMPORAL_TLS_CLIENT_CERT_PATH: Needs its key too: TEMPORAL_TLS_CLIENT_KEY_PATH/,
  ],
  [
    'a key without its certificate',
    () => ({ TEMPORAL_TLS_CLIENT_KEY_DATA: client.key }),
    /^TEMPORAL_TLS_CLIENT_KEY_DATA: Needs its certificate too: TEMPORAL_TLS_CLIENT_CERT_PATH/,
  ],
  [
    "another certificate's key",
    () => ({ ...pair(), TEMPORAL_TLS_CLIENT_KEY_PATH: at('other.key') }),
    /^TEMPORAL_TLS_CLIENT_KEY_PATH: Is not the key of the client certificate/,
  ],
  [
    'a file that is not there',
    () => ({ TEMPORAL_TLS_SERVER_CA_CERT_PATH: at('nothing.pem') }),
    /^TEMPORAL_TLS_SERVER_CA_CERT_PATH: Cannot be read: ENOENT/,
  ],
  [
    'a file and a text',
    () => ({ TEMPORAL_TLS_SERVER_CA_CERT_PATH: at('ca.pem'), TEMPORAL_TLS_SERVER_CA_CERT_DATA: ca }),
    /^TEMPORAL_TLS_SERVER_CA_CERT_DATA: .*not both/,
  ],
  [
    'what is no certificate',
    () => ({ TEMPORAL_TLS_SERVER_CA_CERT_PATH: at('client.key') }),
    /^TEMPORAL_TLS_SERVER_CA_CERT_PATH: Must be certificates, in PEM/,
  ],
  [
    'what is no key',
    () => ({ ...pair(), TEMPORAL_TLS_CLIENT_KEY_PATH: at('client.pem') }),
    /^TEMPORAL_TLS_CLIENT_KEY_PATH: Must be a private key/,
  ],
  [
    'half a pair in a profile',
    () => ({ TEMPORAL_PROFILE: 'half' }),
    /^TEMPORAL_PROFILE: client_cert: Needs its key too/,
  ],
  [
    'a profile that is not there',
    () => ({ TEMPORAL_PROFILE: 'nobody' }),
    /^TEMPORAL_PROFILE: Profile 'nobody' not found/,
  ],
  [
    'profiles that are not there',
    () => ({ TEMPORAL_CONFIG_FILE: at('x') }),
    /^TEMPORAL_CONFIG_FILE: There is no such file/,
  ],
  [
    'profiles that cannot be read',
    () => ({ TEMPORAL_CONFIG_FILE: at('broken.toml') }),
    /^TEMPORAL_CONFIG_FILE: (?!.*my-s)/s,
  ],
  ...(
    [
      ['empty', /^TEMPORAL_CONFIG_FILE: Has no profiles/],
      ['text', /^TEMPORAL_CONFIG_FILE: Has no profiles(?!.*my-s)/s],
      ['types', /^TEMPORAL_CONFIG_FILE: address: Must be a text\.\nTEMPORAL_CONFIG_FILE: api_key: Must be a text\.$/],
      ['url', /^TEMPORAL_CONFIG_FILE: address: .*host:port(?!.*my-s)/s],
      ['line', /^TEMPORAL_CONFIG_FILE: api_key: Must be letters(?!.*my-s)/s],
      ['header', /^TEMPORAL_CONFIG_FILE: grpc_meta\.x-to: Must be one line(?!.*my-s)/s],
    ] as const
  ).map(([file, message]): [string, () => Record<string, string>, RegExp] => [
    `a profile of which the client would make nothing (${file})`,
    () => ({ TEMPORAL_CONFIG_FILE: at(`${file}.toml`) }),
    message,
  ]),
  [
    'two credentials in one header',
    () => ({ TEMPORAL_API_KEY: 'key', TEMPORAL_GRPC_META_AUTHORIZATION: 'Bearer other' }),
    /^TEMPORAL_GRPC_META_AUTHORIZATION: .*one of them/,
  ],
  [
    'a server that is not verified',
    () => ({ TEMPORAL_TLS_DISABLE_HOST_VERIFICATION: 'true' }),
    /^TEMPORAL_TLS_DISABLE_HOST_VERIFICATION: .*TEMPORAL_TLS_SERVER_NAME/,
  ],
])('%s is refused, by the name of the variable', ([, env, message]) => {
  expect(() => read(env())).toThrow(SettingsError);
  expect(() => read(env())).toThrow(message);
});
