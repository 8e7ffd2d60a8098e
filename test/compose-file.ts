import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { root } from './static/source.ts';

/** What the tests of compose files look at; the schema of compose knows the rest. */
export interface Service {
  image?: string;
  build?: { context: string; dockerfile?: string; target?: string; args?: Record<string, string> };
  restart?: string;
  profiles?: string[];
  command?: string[];
  environment?: Record<string, string>;
  env_file?: unknown;
  ports?: string[];
  expose?: string[];
  volumes?: (string | { type: string; source: string })[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { disable?: boolean; test?: string[]; start_period?: string };
  deploy?: { resources?: { limits?: Record<string, string | number> } };
  logging?: { options?: Record<string, string> };
  stop_grace_period?: string;
  [key: string]: unknown;
}

export interface ComposeFile {
  services: Record<string, Service>;
  volumes?: Record<string, unknown>;
}

export const textOf = (file: string) => readFileSync(path.join(root, file), 'utf8');

/** With its anchors and merges resolved, as compose does before anything else. */
export const parseCompose = (text: string): ComposeFile => parse(text, { merge: true }) as ComposeFile;

/** A variable that a text takes from the environment: `${NAME}`, `${NAME:-default}` or `${NAME:?what to do}`. */
export interface Variable {
  name: string;
  /** Undefined when there is none. */
  fallback: string | undefined;
  required: boolean;
  /** What follows `:?`. */
  message: string;
}

export const variablesIn = (text: string): Variable[] =>
  [...text.matchAll(/(?<!\$)\$\{(\w+)(?:(:?[-?])([^}]*))?\}/g)].map(([, name = '', operator = '', rest = '']) => ({
    name,
    fallback: operator.endsWith('-') ? rest : undefined,
    required: operator.endsWith('?'),
    message: operator.endsWith('?') ? rest : '',
  }));

/** Ends by itself, and others wait for that. */
export const runsOnce = ({ restart }: Service) => restart === 'no';
