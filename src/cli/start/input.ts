import { reasonOf } from '../../platform/reason-of.ts';
import { readText } from '../read-text.ts';
import { UsageError } from '../usage.ts';

/** The JSON object in a file, or in standard input for `-`. Throws UsageError. */
export async function readInput(file: string): Promise<object> {
  const input = parse(file, await readText(file));
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input;
  throw new UsageError(`${file} has to be a JSON object: the input of the workflow.`);
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file} is no JSON: ${reasonOf(error)}.`, { cause: error });
  }
}
