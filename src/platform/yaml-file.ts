import { readFileSync } from 'node:fs';
import type * as z from 'zod';
import { SettingsError } from './env.ts';
import { reasonOf } from './reason-of.ts';
import { readYaml } from './yaml-text.ts';

/** What a file says that a variable names: YAML, of which JSON is a part. Throws a `SettingsError` with the variable, the line and the field. */
export function readYamlFile<Schema extends z.ZodType>(
  variable: string,
  path: string,
  schema: Schema,
): z.output<Schema> {
  const wrong = (what: string) => new SettingsError(`${variable}: ${path}: ${what}`);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw wrong(reasonOf(error));
  }
  const { yaml, problems } = readYaml(text);
  const [problem] = problems;
  if (problem || !yaml) throw wrong(`line ${problem?.line ?? 1}: ${problem?.message ?? 'There is nothing in it.'}`);
  const parsed = schema.safeParse(yaml.value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.map(String) ?? [];
  throw wrong(`line ${yaml.placeOf(field).line}, ${field.join('.') || 'the file'}: ${issue?.message}`);
}
