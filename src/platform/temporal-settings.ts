import { loadClientConfigProfile, toClientOptions, type ClientConnectConfig } from '@temporalio/envconfig';
import { existsSync } from 'node:fs';
import * as z from 'zod';
import type { PayloadKey } from './payload-keys.ts';
import { problemOf, problemsOf, temporalAddress, temporalApiKey, temporalServerName } from './temporal-profile.ts';
import { loadTls, type TlsPart } from './temporal-tls.ts';

/** As Temporal's command line knows them. A profile says what no variable does. */
export const temporalVariables = {
  TEMPORAL_ADDRESS: temporalAddress.default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z.string().default('default'),
  TEMPORAL_API_KEY: temporalApiKey.optional(),
  TEMPORAL_CONFIG_FILE: z.string().refine(existsSync, 'There is no such file.').optional(),
  TEMPORAL_PROFILE: z.string().optional(),
  TEMPORAL_TLS: z.stringbool().optional(),
  TEMPORAL_TLS_CLIENT_CERT_PATH: z.string().optional(),
  TEMPORAL_TLS_CLIENT_CERT_DATA: z.string().optional(),
  TEMPORAL_TLS_CLIENT_KEY_PATH: z.string().optional(),
  TEMPORAL_TLS_CLIENT_KEY_DATA: z.string().optional(),
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: z.string().optional(),
  TEMPORAL_TLS_SERVER_CA_CERT_DATA: z.string().optional(),
  TEMPORAL_TLS_SERVER_NAME: temporalServerName.optional(),
  TEMPORAL_TLS_DISABLE_HOST_VERIFICATION: z
    .stringbool()
    .default(false)
    .refine(
      (disabled) => !disabled,
      'Workers cannot do without. Say whom the certificate is for with TEMPORAL_TLS_SERVER_NAME, and who signed it with TEMPORAL_TLS_SERVER_CA_CERT_PATH.',
    ),
};
/** Variables of headers begin so. */
const headerPrefix = 'TEMPORAL_GRPC_META_';

type Variables = z.output<z.ZodObject<typeof temporalVariables>>;
type Options = ClientConnectConfig['connectionOptions'];

/** Where Temporal is, and how clients and workers get in. */
export interface TemporalSettings {
  address: string;
  namespace: string;
  apiKey?: string;
  tls?: Options['tls'];
  /** Headers of every call. */
  metadata?: Record<string, string>;
  /** What payloads are encrypted with; none: they are not. */
  payloadKeys?: readonly PayloadKey[];
}

/** All that an environment says about Temporal, emptied: for who starts a server that none of it is about. */
export const emptied = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(
    [...Object.keys(temporalVariables), ...Object.keys(env).filter((name) => name.startsWith(headerPrefix))].map(
      (name) => [name, ''],
    ),
  );

/** The part that `Connection` and `NativeConnection` both take. */
export const connectionOptions = ({ address, apiKey, tls, metadata }: TemporalSettings) => ({
  address,
  apiKey,
  tls,
  metadata,
});

/**
 * Reads the variables, the files they name, and the profile when one is asked for. A server does not go where somebody's
 * command line happens to point: the file in the home folder counts only when TEMPORAL_PROFILE names a profile of it.
 */
export function readTemporal(env: Record<string, string>, variables: Variables) {
  const { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace } = variables;
  const problems = bothGiven(env);
  const read = (): TemporalSettings => {
    const profile = loadProfile(env, variables);
    // Variables were looked at before: what is wrong now is in the file.
    problems.push(...problemsOf(profile).map((problem) => `${fileVariable(env)}: ${problem}`));
    if (problems.length > 0) return { address, namespace };
    const loaded = profile.tls && loadTls(profile.tls, (part) => nameOf(part, env));
    problems.push(...(loaded?.problems ?? []));
    const { connectionOptions: options, namespace: named } = toClientOptions({ ...profile, tls: loaded?.tls });
    const metadata = headersOf(options.metadata);
    for (const [header, value] of Object.entries(metadata)) {
      const problem = problemOf(header, value);
      if (problem !== null) problems.push(`${headerVariable(header, env)}: ${problem}`);
    }
    if (options.apiKey && metadata['authorization']) {
      problems.push(`${headerPrefix}AUTHORIZATION: TEMPORAL_API_KEY is sent in the same header: set one of them.`);
    }
    return { ...options, address: options.address ?? address, namespace: named ?? namespace, metadata };
  };
  try {
    if (problems.length === 0) return { settings: read(), problems };
  } catch (error) {
    problems.push(`${fileVariable(env)}: ${whyNot(error)}`);
  }
  return { settings: { address, namespace }, problems };
}

/** What of it is nobody's business, wherever it was read. */
export function secretsOf({ apiKey, tls, metadata }: TemporalSettings): string[] {
  const key = typeof tls === 'object' ? tls?.clientCertPair?.key : undefined;
  return [apiKey, key && Buffer.from(key).toString(), metadata?.['authorization']].filter((text) => text !== undefined);
}

function loadProfile(env: Record<string, string>, { TEMPORAL_TLS, TEMPORAL_PROFILE = 'default' }: Variables) {
  const fromFile = 'TEMPORAL_CONFIG_FILE' in env || 'TEMPORAL_PROFILE' in env;
  return loadClientConfigProfile({
    disableFile: !fromFile,
    profile: TEMPORAL_PROFILE,
    // The library takes whatever it does not know for false.
    overrideEnvVars: { ...env, ...(TEMPORAL_TLS !== undefined && { TEMPORAL_TLS: String(TEMPORAL_TLS) }) },
  });
}

const tlsParts: readonly TlsPart[] = ['CLIENT_CERT', 'CLIENT_KEY', 'SERVER_CA_CERT'];
const variablesOf = (part: TlsPart) => [`TEMPORAL_TLS_${part}_PATH`, `TEMPORAL_TLS_${part}_DATA`] as const;

function bothGiven(env: Record<string, string>): string[] {
  return tlsParts
    .map(variablesOf)
    .filter((names) => names.every((name) => name in env))
    .map(([path, data]) => `${data}: Set this or ${path}, not both.`);
}

/** The variable that gave a certificate or key, or the one that led to the profile which did. */
const nameOf = (part: TlsPart, env: Record<string, string>) =>
  variablesOf(part).find((name) => name in env) ?? `${fileVariable(env)}: ${part.toLowerCase()}`;

const fileVariable = (env: Record<string, string>) =>
  'TEMPORAL_CONFIG_FILE' in env ? 'TEMPORAL_CONFIG_FILE' : 'TEMPORAL_PROFILE';

/** The variable that a header is from, or the one that led to the profile with it. */
const headerVariable = (header: string, env: Record<string, string>) =>
  Object.keys(env).find(
    (name) => name.startsWith(headerPrefix) && headerOf(name.slice(headerPrefix.length)) === header,
  ) ?? `${fileVariable(env)}: grpc_meta.${header}`;

/** Why a file cannot be used: without what follows the first line, which quotes the file, and that holds secrets. */
function whyNot(error: unknown): string {
  // The library has not looked before it reads on, and what Node says of that quotes the file, too.
  if (error instanceof TypeError) return 'Has no profiles: see `temporal config list`.';
  return String(error instanceof Error ? error.message : error).split('\n')[0]!;
}

/** The library changes only the first underscore to what stands for it in headers. */
const headersOf = (metadata: Options['metadata']) =>
  Object.fromEntries(Object.entries(metadata ?? {}).map(([name, value]) => [headerOf(name), String(value)]));
const headerOf = (name: string) => name.toLowerCase().replaceAll('_', '-');
