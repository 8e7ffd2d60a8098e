/** A failure whose message is one sentence for the person at the terminal: it is printed without a stack. */
export class Failure extends Error {}

/** @param {unknown} error */
export const reasonOf = (error) => (error instanceof Error ? error.message : String(error));

/**
 * What Node calls it, such as ENOENT.
 * @param {unknown} error
 */
export const codeOf = (error) => (error instanceof Error && 'code' in error ? error.code : undefined);
