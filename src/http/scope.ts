/**
 * What a client may see, as one value: clients of one scope see the same. Shared subscriptions are executed with it and
 * with nothing else of the client.
 */
export type Scope = string;

/** The only scope while there is no access control. */
export const everyone: Scope = 'everyone';
