import {
  GraphQLError,
  NoFragmentCyclesRule,
  parse,
  validate,
  type DocumentNode,
  type GraphQLSchema,
  type Source,
  type ValidationRule,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Caller } from '../../services/access/caller.ts';
import { createBoundedMap } from '../../platform/bounded-map.ts';
import { noIntrospection } from './no-introspection.ts';
import type { BeginOperation } from './operation-log.ts';
import type { OperationParams } from './operation.ts';
import { documentErrors, requestErrors, type OperationLimits } from './operation-limits.ts';

interface CheckOptions {
  limits: OperationLimits;
  /** Whether whoever asks may see the schema. Others get no introspection, and no names in the messages of errors. */
  mayIntrospect(context: { caller?: Caller }): boolean;
  begin: BeginOperation;
}

/** Documents that are kept parsed. Clients have few; as many large ones as anyone can send take some 100 MB. */
const mostKept = 200;
/** Longer documents are not kept. */
const longestKept = 20_000;

/**
 * Parses and validates operations of every transport, and refuses those beyond the limits before they are executed.
 * Instead of Yoga's own cache: that keeps a thousand documents of any size, and what it has found valid once it lets
 * through with any variables.
 */
export function checkOperations({
  limits,
  mayIntrospect,
  begin,
}: CheckOptions): Plugin<{ caller?: Caller; requestId?: string }> {
  const documents = createBoundedMap<string, DocumentNode>(mostKept);
  const checked = new WeakMap<DocumentNode, Map<boolean, readonly GraphQLError[]>>();

  const read = (source: string | Source): DocumentNode => {
    const text = typeof source === 'string' ? source : source.body;
    const document = documents.get(text) ?? parseUpTo(limits.maxTokens, text);
    if (text.length <= longestKept) documents.set(text, document);
    return document;
  };

  /** Validating is the expensive part, so nothing too large gets there. */
  const check = (schema: GraphQLSchema, document: DocumentNode, rules: readonly ValidationRule[], open: boolean) => {
    // Other rules follow a fragment round and round until they run out of stack, if there are many of them.
    const circles = validate(schema, document, [NoFragmentCyclesRule], { maxErrors: 1 });
    if (circles.length > 0) return circles;
    const errors = documentErrors(schema, document, limits);
    if (errors.length > 0) return errors;
    const applied = open ? rules : [...rules, noIntrospection];
    return validate(schema, document, applied, { maxErrors: 10, hideSuggestions: !open });
  };

  const checkOnce: typeof check = (schema, document, rules, open) => {
    const known = checked.get(document) ?? new Map<boolean, readonly GraphQLError[]>();
    checked.set(document, known);
    const errors = known.get(open) ?? check(schema, document, rules, open);
    known.set(open, errors);
    return errors;
  };

  return {
    onParse: ({ setParseFn }) => setParseFn(read),
    onValidate({ context, setValidationFn }) {
      const { params } = context as { params: OperationParams };
      const open = mayIntrospect(context);
      setValidationFn((schema: GraphQLSchema, document: DocumentNode, rules: readonly ValidationRule[]) => {
        let errors = checkOnce(schema, document, rules, open);
        if (errors.length === 0) errors = requestErrors(schema, document, params, limits, !open);
        // What is refused here is never executed, which is where the log has its lines from. Sockets log their own.
        for (const { extensions } of errors) extensions['code'] ??= 'GRAPHQL_VALIDATION_FAILED';
        if (errors.length > 0 && 'request' in context) {
          begin({ document, operationName: params.operationName, requestId: context.requestId })(errors);
        }
        return errors;
      });
    },
  };
}

/** The parser's own message names no limit to turn. */
function parseUpTo(maxTokens: number, text: string): DocumentNode {
  try {
    return parse(text, { maxTokens });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    error.extensions['code'] = 'GRAPHQL_PARSE_FAILED';
    if (!/ tokens\b.*aborted/.test(error.message)) throw error;
    throw new GraphQLError(`The document has more than ${maxTokens} tokens, which is the most allowed. Shorten it.`, {
      extensions: { code: 'TOO_MANY_TOKENS', allowed: maxTokens, http: { status: 400 } },
    });
  }
}
