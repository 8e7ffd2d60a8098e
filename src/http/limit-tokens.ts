import type { Plugin } from 'graphql-yoga';

/**
 * The playground's own introspection has some 300 tokens, a page of runs with everything 200. Below this limit the
 * parser cannot run out of stack, and one request cannot ask for thousands of lists.
 */
export const mostTokens = 2000;

/** Refuses documents with too many tokens, before they are parsed to the end. */
export const limitTokens: Plugin = {
  onParse: ({ params }) => {
    params.options = { ...params.options, maxTokens: mostTokens };
  },
};
