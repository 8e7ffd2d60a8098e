import type { ExecutionResult, GraphQLError, GraphQLFormattedError } from 'graphql';

/** A result as clients get it, written as JSON: without what Yoga notes in errors for its own HTTP answers. */
export function serialise({ data, errors, extensions }: ExecutionResult): Buffer {
  return Buffer.from(JSON.stringify({ data, errors: errors?.map(formatError), extensions }));
}

function formatError(error: GraphQLError): GraphQLFormattedError {
  const formatted = error.toJSON();
  if (!formatted.extensions || !('http' in formatted.extensions)) return formatted;
  const { http: _http, ...extensions } = formatted.extensions;
  return { ...formatted, extensions };
}
