import * as z from 'zod';

/** The names between `{{` and `}}` in a text. */
type VariablesOf<Text extends string> = Text extends `${string}{{${infer Name}}}${infer Rest}`
  ? Name | VariablesOf<Rest>
  : never;
type Variable = z.ZodType<string | number>;
type Shape = Readonly<Record<string, Variable>>;

/** A text for a model, with variables. */
export interface Prompt<Variables extends Shape = Shape> {
  /** The prompt of this name in Langfuse takes its place. */
  name: string;
  /** With variables as `{{name}}`. */
  text: string;
  variables: z.ZodObject<Variables>;
}

/** Declares a prompt as it is while Langfuse has none. A variable of the text that is not declared does not compile. */
export const definePrompt = <const Text extends string, Variables extends Record<VariablesOf<Text>, Variable>>(prompt: {
  name: string;
  text: Text;
  variables: z.ZodObject<Variables>;
}): Prompt<Variables> => prompt;

const variable = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** Variables that a text has and the prompt does not know. */
export const unknownVariables = (text: string, prompt: Prompt): string[] =>
  [...text.matchAll(variable)]
    .map(([, name = '']) => name)
    .filter((name) => !Object.hasOwn(prompt.variables.shape, name));

/** Fills a text in. Throws a sentence that names each value that is missing, wrong, or of no variable. */
export function fillIn(prompt: Prompt, text: string, values: unknown): string {
  const parsed = prompt.variables.strict().safeParse(values);
  if (!parsed.success) throw new TypeError(`Prompt ${prompt.name}: ${z.prettifyError(parsed.error)}`);
  const known: Readonly<Record<string, string | number>> = parsed.data;
  // In one go: what a value holds is text, also if it looks like a variable.
  return text.replaceAll(variable, (_whole, name: string) => String(known[name]));
}
