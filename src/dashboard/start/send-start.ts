import { askText } from '../api/ask.ts';
import { literal } from '../forms/literal.ts';
import { type InputTypes, type TypeRef } from '../forms/input-types.ts';
import type { Fields } from '../forms/fields.ts';

interface StartArguments {
  input: Fields;
  options: Fields;
}

interface ArgumentTypes {
  inputType: TypeRef;
  optionsType: TypeRef;
}

export type StartOutcome =
  { id: string } | { message: string; issues?: { path: string[]; message: string }[]; run?: { id: string } | null };

const selection = `    __typename
    ... on Run { id }
    ... on Error { code message }
    ... on InvalidInputError { issues { path message } }
    ... on RunAlreadyExistsError { run { id } }`;

/** Starts a workflow that this page knows from the schema only. */
export async function sendStart(mutation: string, { input, options }: StartArguments, types: ArgumentTypes) {
  const query = `mutation Start($input: ${written(types.inputType)}, $options: ${written(types.optionsType)}) {
  ${mutation}(input: $input, options: $options) {
${selection}
  }
}`;
  const answer = await askText<Record<string, StartOutcome>>(query, { input, options });
  return answer[mutation]!;
}

/** What somebody else may send to do the same. */
export function mutationText(
  mutation: string,
  { input, options }: StartArguments,
  { inputType, optionsType }: ArgumentTypes,
  types: InputTypes,
): string {
  const more = Object.keys(options).length > 0 ? `\n  options: ${literal(options, optionsType, types)}` : '';
  return `mutation {
  ${mutation}(input: ${literal(input, inputType, types)}${more}) {
${selection}
  }
}`;
}

interface Ref {
  kind: string;
  name?: string | null;
  ofType?: Ref | null;
}

/** A type as documents write it: `[ID!]!`. */
function written(ref: Ref): string {
  if (ref.kind === 'NON_NULL' && ref.ofType) return `${written(ref.ofType)}!`;
  if (ref.kind === 'LIST' && ref.ofType) return `[${written(ref.ofType)}]`;
  return ref.name ?? '';
}
