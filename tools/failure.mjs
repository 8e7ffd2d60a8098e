/** A failure whose message is one sentence for the person at the terminal: it is printed without a stack. */
export class Failure extends Error {}

/** @param {unknown} error */
export const reasonOf = (error) => (error instanceof Error ? error.message : String(error));
