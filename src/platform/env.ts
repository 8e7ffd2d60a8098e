import * as z from 'zod';
import {
  bearer,
  count,
  flag,
  host,
  httpUrl,
  imageSeconds,
  inHeader,
  list,
  origin,
  postgresUrl,
  secret,
  usd,
  whole,
} from './env-values.ts';
import { imageProblem, imageSettings, imageVariables } from './image-settings.ts';
import { payloadKeys } from './payload-keys.ts';
import { queueChoices } from './queue-choice.ts';
import { readTemporal, secretsOf, temporalVariables } from './temporal-settings.ts';

/** Reads the environment once: the only file that may touch `process.env`. */
export const processEnv = (): NodeJS.ProcessEnv => process.env;

/** One variable per line; README's configuration table and `.env.example` are held against these keys by a test. */
export const variables = z.object({
  RUN_MODE: z.enum(['api', 'worker', 'scheduler', 'all', 'migrate', 'doctor']).default('all'),
  HOST: host,
  PORT: whole(0, 65_535).default(4000),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  CORS_ORIGINS: list.pipe(z.array(origin)),
  MAX_BODY_BYTES: count(1_048_576),
  MAX_SOCKETS_PER_ADDRESS: count(500),
  MAX_SOCKETS_PER_KEY: count(1000),
  METRICS_TOKEN: bearer.optional(),
  TRUST_PROXY: whole(0, 10).default(0),
  MAX_TOKENS: count(2000),
  MAX_DEPTH: count(15),
  MAX_ALIASES: count(100),
  MAX_ROOT_FIELDS: count(20),
  MAX_COST: count(3000),
  ADMIN_API_KEY: bearer.optional(),
  RATE_LIMIT: whole(0).default(3000),
  AUTH_FAILURE_LIMIT: count(100),
  TOKEN_SECRET: list.pipe(z.array(secret)),
  ...temporalVariables,
  PAYLOAD_KEYS: payloadKeys,
  S3_ENDPOINT: httpUrl.optional(),
  S3_PUBLIC_ENDPOINT: httpUrl.optional(),
  S3_REGION: z.string().optional(),
  AWS_REGION: z.string().optional(),
  S3_BUCKET: z.string().default('tempograph'),
  S3_ALLOWED_BUCKETS: list,
  S3_FORCE_PATH_STYLE: flag,
  UPLOAD_MAX_BYTES: count(100_000_000),
  IMAGE_MAX_BYTES: count(100_000_000),
  IMAGE_MAX_PIXELS: count(64_000_000),
  IMAGE_MAX_SECONDS: imageSeconds,
  DATA_MAX_BYTES: count(1_000_000_000),
  DATA_MAX_MEMORY: whole(300_000_000).default(600_000_000),
  DATA_MAX_SECONDS: count(600),
  TASK_QUEUES: queueChoices,
  WORKFLOW_BUNDLE: z.string().optional(),
  BUILD_ID: z
    .string()
    .regex(/^[\w.+-]{1,100}$/, 'Must be 1-100 letters, digits and . _ + -, as a git commit is.')
    .optional(),
  ANTHROPIC_API_KEY: z.string().optional(),
  ANTHROPIC_BASE_URL: httpUrl.optional(),
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_BASE_URL: httpUrl.optional(),
  ...imageVariables,
  KNOWLEDGE_VECTOR_BYTES: count(512 * 1024 * 1024),
  QUOTA_RUNS_PER_DAY: whole(0).default(0),
  QUOTA_USD_PER_DAY: usd.default(0),
  MEMORY_SHORT_DAYS: whole(0).default(30),
  MEMORY_MEDIUM_DAYS: whole(0).default(365),
  MEMORY_LONG_DAYS: whole(0).default(0),
  EMBEDDINGS_MODEL: z.string().optional(),
  EMBEDDINGS_URL: httpUrl.optional(),
  EMBEDDINGS_KEY: z.string().optional(),
  EMBEDDINGS_DIMENSIONS: whole(1, 4096).optional(),
  AI_MODELS_FILE: z.string().optional(),
  LANGFUSE_PUBLIC_KEY: z.string().optional(),
  LANGFUSE_SECRET_KEY: z.string().optional(),
  LANGFUSE_BASE_URL: httpUrl.default('https://cloud.langfuse.com'),
  LANGFUSE_TRACING_ENVIRONMENT: z
    .string()
    .regex(/^(?!langfuse)[a-z0-9_-]{1,40}$/, 'Must be 1-40 of a-z, 0-9, _ and -, and not begin with langfuse.')
    .default('default'),
  PUBLIC_URL: httpUrl.optional(),
  NOTIFY_WEBHOOK_URL: httpUrl.optional(),
  NOTIFY_WEBHOOK_SECRET: secret.optional(),
  META_BASE_URL: httpUrl.default('https://graph.facebook.com'),
  META_VERSION: z
    .string()
    .regex(/^v\d{2}\.\d$/, 'Must be a version of the Graph API, as v26.0.')
    .default('v26.0'),
  CREDENTIALS_KEY: secret.optional(),
  DATABASE_URL: postgresUrl.optional(),
  SCHEDULES_FILE: z.string().optional(),
  SCHEDULER_ONCE: z.stringbool().default(false),
  HISTORY_POLLS: whole(0).default(400),
  BUS: z.enum(['process', 'postgres', 'none']).optional(),
  TEMPOGRAPH_URL: httpUrl
    .refine((url) => !new URL(url).username, 'Must not have a user and a password: the key is TEMPOGRAPH_KEY.')
    .optional(),
  TEMPOGRAPH_KEY: inHeader.optional(),
});

/** Variables of tokens begin so; brands name no others. */
export const metaToken = 'META_TOKEN_';

/** Everything configurable, parsed. An optional feature that is off is `undefined`, never an empty string. */
export type Settings = ReturnType<typeof readSettings>;

/** What an operator can mend. Its message begins with the variable that is wrong; `readSettings` lists all, one a line. */
export class SettingsError extends Error {}

/**
 * Parses the environment; an empty variable counts as unset, as compose files pass those. Blanks around a value are not part
 * of it: what was read from a file ends with a line break, which no header and no address can hold.
 */
export function readSettings(env: NodeJS.ProcessEnv = processEnv()) {
  const trimmed = Object.entries(env).map(([name, value]) => [name, value?.trim()] as const);
  const set = Object.fromEntries(trimmed.flatMap(([name, value]) => (value ? [[name, value]] : [])));
  const parsed = variables.safeParse(set);
  if (!parsed.success) {
    throw new SettingsError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'));
  }
  const v = parsed.data;
  const temporal = readTemporal(set, v);
  if (temporal.problems.length > 0) throw new SettingsError(temporal.problems.join('\n'));
  if (v.BUS === 'postgres' && !v.DATABASE_URL) throw new SettingsError('BUS: postgres needs DATABASE_URL.');
  const wrongImages = imageProblem(v);
  if (wrongImages) throw new SettingsError(wrongImages);
  if (!v.EMBEDDINGS_MODEL && (v.EMBEDDINGS_URL ?? v.EMBEDDINGS_KEY ?? v.EMBEDDINGS_DIMENSIONS) !== undefined)
    throw new SettingsError('EMBEDDINGS_MODEL: Must name the model, as another variable of EMBEDDINGS is set.');
  return {
    runMode: v.RUN_MODE,
    databaseUrl: v.DATABASE_URL,
    /** How progress travels from workers to APIs; by default as fits the mode and the database. */
    bus: v.BUS,
    logLevel: v.LOG_LEVEL,
    http: {
      host: v.HOST,
      port: v.PORT,
      corsOrigins: v.CORS_ORIGINS,
      /** What people have to know whatever they ask for: on every page, and with every answer. */
      notice: undefined as string | undefined,
      maxBodyBytes: v.MAX_BODY_BYTES,
      /** WebSockets and SSE responses together. */
      socketsPerAddress: v.MAX_SOCKETS_PER_ADDRESS,
      socketsPerKey: v.MAX_SOCKETS_PER_KEY,
      /** What /metrics asks of who is not on this machine; without it there is none for them. */
      metricsToken: v.METRICS_TOKEN,
      /** How many proxies are in front, each of which says whom it saw. */
      trustedProxies: v.TRUST_PROXY,
      /** What one operation may ask for. */
      operations: {
        /** The playground's own introspection has some 300, a page of runs with everything 200; the parser of so many cannot run out of stack. */
        maxTokens: v.MAX_TOKENS,
        /** Of fields inside one another. */
        maxDepth: v.MAX_DEPTH,
        maxAliases: v.MAX_ALIASES,
        maxRootFields: v.MAX_ROOT_FIELDS,
        /** In objects of the answer; what asks Temporal or storage says what it weighs (schema/cost.ts). */
        maxCost: v.MAX_COST,
      },
    },
    access: {
      /** A key that may do anything, besides those in the database. */
      adminKey: v.ADMIN_API_KEY,
      /** The first signs access tokens; all verify them, so that one can take the place of another. */
      tokenSecrets: v.TOKEN_SECRET,
      /** Operations a minute for each key or token; 0: no limit. */
      rateLimit: v.RATE_LIMIT,
      /** Attempts a minute with keys and tokens that are not valid, for each address and process. */
      failureLimit: v.AUTH_FAILURE_LIMIT,
    },
    temporal: { ...temporal.settings, payloadKeys: v.PAYLOAD_KEYS },
    storage: {
      endpoint: v.S3_ENDPOINT,
      /** Where browsers reach the same storage, when that is another address than the workers use. */
      publicEndpoint: v.S3_PUBLIC_ENDPOINT ?? v.S3_ENDPOINT,
      region: v.S3_REGION ?? v.AWS_REGION ?? 'us-east-1',
      bucket: v.S3_BUCKET,
      allowedBuckets: v.S3_ALLOWED_BUCKETS,
      /** Self-hosted servers rarely have a host name per bucket, AWS always has. */
      forcePathStyle: v.S3_FORCE_PATH_STYLE ?? v.S3_ENDPOINT !== undefined,
    },
    /** Runs that are followed by a parked history poll at a time; the others are looked at every 2 s. */
    historyPolls: v.HISTORY_POLLS,
    uploads: { maxBytes: v.UPLOAD_MAX_BYTES },
    images: { maxBytes: v.IMAGE_MAX_BYTES, maxPixels: v.IMAGE_MAX_PIXELS, maxSeconds: v.IMAGE_MAX_SECONDS },
    /** Of one file that is analysed, and of the process that does it. */
    data: { maxBytes: v.DATA_MAX_BYTES, maxMemory: v.DATA_MAX_MEMORY, maxSeconds: v.DATA_MAX_SECONDS },
    ai: {
      /** A provider without a key is not there: what needs it fails and names the variable. */
      anthropic: { apiKey: v.ANTHROPIC_API_KEY, baseUrl: v.ANTHROPIC_BASE_URL },
      openai: { apiKey: v.OPENAI_API_KEY, baseUrl: v.OPENAI_BASE_URL },
      ...imageSettings(v),
      /** Path of a file with models, limits and prices that replace the ones we know. */
      modelsFile: v.AI_MODELS_FILE,
    },
    /** Memory of each API for the vectors of what was learned; what does not fit is found by its words alone. */
    knowledge: { vectorBytes: v.KNOWLEDGE_VECTOR_BYTES },
    /** Of each end user and day, of what calls models; 0: no limit. */
    quotas: { runs: v.QUOTA_RUNS_PER_DAY, usd: v.QUOTA_USD_PER_DAY },
    /** For how long memories of each class are kept; 0: for ever. */
    memoryDays: { SHORT: v.MEMORY_SHORT_DAYS, MEDIUM: v.MEMORY_MEDIUM_DAYS, LONG: v.MEMORY_LONG_DAYS },
    /** What makes vectors of texts; without a model they are made of their letters. */
    embeddings: v.EMBEDDINGS_MODEL
      ? {
          model: v.EMBEDDINGS_MODEL,
          baseUrl: v.EMBEDDINGS_URL ?? v.OPENAI_BASE_URL,
          // The key of OpenAI is for OpenAI, and for nobody whose address is given here.
          ...(v.EMBEDDINGS_URL || v.EMBEDDINGS_KEY
            ? { apiKey: v.EMBEDDINGS_KEY, variable: 'EMBEDDINGS_KEY' }
            : { apiKey: v.OPENAI_API_KEY, variable: 'OPENAI_API_KEY' }),
          /** Undefined: as many as the model makes. */
          dimensions: v.EMBEDDINGS_DIMENSIONS,
        }
      : undefined,
    /** Off while either key is missing. */
    langfuse:
      v.LANGFUSE_PUBLIC_KEY && v.LANGFUSE_SECRET_KEY
        ? {
            publicKey: v.LANGFUSE_PUBLIC_KEY,
            secretKey: v.LANGFUSE_SECRET_KEY,
            baseUrl: v.LANGFUSE_BASE_URL.replace(/\/+$/, ''),
            /** Tells deployments apart that share a project. */
            environment: v.LANGFUSE_TRACING_ENVIRONMENT,
          }
        : undefined,
    /** Whatever is set that is nobody's business, for masks; also what only libraries read, as AWS's. */
    secrets: [...secretsIn(set), ...secretsOf(temporal.settings)],
    approvals: {
      /** Where people reach this API, for links in messages. */
      publicUrl: v.PUBLIC_URL,
      webhookUrl: v.NOTIFY_WEBHOOK_URL,
      webhookSecret: v.NOTIFY_WEBHOOK_SECRET,
    },
    meta: {
      baseUrl: v.META_BASE_URL.replace(/\/+$/, ''),
      version: v.META_VERSION,
      /** Tokens of pages and accounts, by the name of their variable. */
      tokens: Object.fromEntries(Object.entries(set).filter(([name]) => name.startsWith(metaToken))),
    },
    /** What stored tokens are encrypted with; without it none can be stored. */
    credentialsKey: v.CREDENTIALS_KEY,
    /** Of the command line: which API it is for, and as whom. */
    client: { url: v.TEMPOGRAPH_URL, key: v.TEMPOGRAPH_KEY },
    scheduler: {
      /** Path of the file of schedules. */
      file: v.SCHEDULES_FILE,
      /** Applies it and ends. */
      once: v.SCHEDULER_ONCE,
    },
    worker: {
      /** What is served, and how much of it at a time; empty: all queues, as suits them. */
      queues: v.TASK_QUEUES,
      /** Tells versions of the code apart; without it workers take a hash of their workflow bundle. */
      buildId: v.BUILD_ID,
      /** Path of a workflow bundle built before; without it the worker bundles when it starts (1-3 s). */
      workflowBundle: v.WORKFLOW_BUNDLE,
    },
  };
}

/** Variables by whose name one can tell that they hold a secret, and the password of each URL. */
function secretsIn(env: Record<string, string>): string[] {
  return Object.entries(env).flatMap(([name, value]) => {
    if (/(KEY|KEY_ID|SECRET|TOKEN|PASSWORD|WEBHOOK_URL)$|^META_TOKEN_/.test(name))
      return value.split(',').map((one) => one.trim());
    // Each has a name, which is none.
    if (name.endsWith('_KEYS')) return value.split(',').map((one) => one.slice(one.indexOf(':') + 1).trim());
    if (!URL.canParse(value)) return [];
    const { password } = new URL(value);
    return password ? [password, plain(password)] : [];
  });
}

const plain = (password: string) => {
  try {
    return decodeURIComponent(password);
  } catch {
    return password; // with a % that is one
  }
};
