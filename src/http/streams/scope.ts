import { accessOfScope, scopeOf } from '../../services/access/access.ts';
import { anyone, type Caller } from '../../services/access/caller.ts';

/**
 * What a client may see, as one value: clients of one scope see the same. Shared subscriptions are executed with it and
 * with nothing else of the client.
 */
export type Scope = string;

export const scopeOfCaller = ({ access }: Caller): Scope => scopeOf(access);

/** Whoever has this scope. It has no end of its own: those who follow a shared execution end, each in their time. */
export const callerOfScope = (scope: Scope): Caller => ({ ...anyone, actor: 'shared', access: accessOfScope(scope) });
