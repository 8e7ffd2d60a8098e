import SchemaBuilder from '@pothos/core';
import ErrorsPlugin from '@pothos/plugin-errors';
import type { Caller } from '../src/services/access/caller.ts';
import type { CallerServices } from '../src/services/access/guard.ts';

/** What resolvers get besides their arguments. */
export interface Context {
  /** As the caller may use them. */
  services: CallerServices;
  caller: Caller;
}

export interface SchemaTypes {
  Context: Context;
  DefaultFieldNullability: false;
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: Date; Output: Date | string };
    JSON: { Input: unknown; Output: unknown };
    SafeInt: { Input: number; Output: number };
  };
}

/** The one schema builder. Everything is non-null unless it says otherwise; a thrown DomainError becomes a union member. */
export const builder = new SchemaBuilder<SchemaTypes>({
  plugins: [ErrorsPlugin],
  defaultFieldNullability: false,
  errors: {
    directResult: true,
    defaultTypes: [],
    defaultUnionOptions: {
      name: ({ fieldName }) => `${fieldName.replace(/^./, (letter) => letter.toUpperCase())}Result`,
      description: 'What the mutation made, or an error to act on.',
    },
  },
});

builder.queryType({ description: 'Reads. A query and a subscription of the same name return the same type.' });
builder.mutationType({ description: 'Changes. Each returns what it made, or an error a client can act on.' });
builder.subscriptionType({ description: 'Live state: the current one at once, then the newest.' });
