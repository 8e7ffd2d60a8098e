import { parse, type ParseOptions, type Source } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/**
 * The playground's own introspection has some 300 tokens, a page of runs with everything 200. Below this limit the
 * parser cannot run out of stack, and one request cannot ask for thousands of lists.
 */
export const mostTokens = 2000;

/** Refuses documents with too many tokens, before they are parsed to the end. */
export const limitTokens: Plugin = {
  onParse: ({ setParseFn }) => {
    // Options that are set here never reach the parser.
    setParseFn((source: string | Source, options?: ParseOptions) =>
      parse(source, { ...options, maxTokens: mostTokens }),
    );
  },
};
