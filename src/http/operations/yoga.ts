import type { GraphQLSchema } from 'graphql';
import { createYoga } from 'graphql-yoga';
import { UnauthenticatedError } from '../../errors.ts';
import type { Settings } from '../../platform/env.ts';
import type { Caller } from '../../services/access/caller.ts';
import { guardServices, type CallerServices } from '../../services/access/guard.ts';
import type { Services } from '../../services/services.ts';
import { isLocal } from '../../platform/loopback.ts';
import { checkOperations } from './check-operations.ts';
import type { MaskError } from './mask-error.ts';
import { withNotice } from './notice.ts';
import { operationLog, type BeginOperation } from './operation-log.ts';
import { onlyInStreams } from './only-in-streams.ts';

interface YogaOptions {
  schema: GraphQLSchema;
  services: Services;
  settings: Settings['http'];
  begin: BeginOperation;
  maskError: MaskError;
}

/** GraphQL over HTTP, and the plugins that every transport goes through, without what we do not use: each part left on costs every request. */
export const createGraphql = ({ schema, services, settings, begin, maskError }: YogaOptions) => {
  /** Whoever has a key is known. A token's holder is some visitor of some page, who has no use for the schema. */
  const mayIntrospect = ({ caller }: { caller?: Caller }) =>
    isLocal(settings) || caller?.actor.startsWith('key:') === true;
  return createYoga<{ caller?: Caller; requestId?: string }, { services: CallerServices; caller: Caller }>({
    schema,
    // Nobody is let in by default: who forgets to say who calls has no services.
    context: ({ caller, requestId }) => {
      if (!caller) throw new UnauthenticatedError('Nobody has said who calls.');
      return { services: guardServices(services, caller, requestId), caller };
    },
    graphqlEndpoint: '/graphql',
    maxRequestBodySize: false, // see readBody
    multipart: false,
    landingPage: false,
    logging: false,
    // Yoga's default reflects any origin, with credentials.
    cors:
      settings.corsOrigins.length > 0
        ? { origin: [...settings.corsOrigins], methods: ['GET', 'POST', 'OPTIONS'] }
        : false,
    graphiql: false, // see playground-page
    maskedErrors: { maskError },
    parserAndValidationCache: false, // see checkOperations
    plugins: [
      checkOperations({ limits: settings.operations, mayIntrospect, begin }),
      onlyInStreams,
      operationLog(begin),
      ...(settings.notice ? [withNotice(settings.notice)] : []),
    ],
  });
};
export type Graphql = ReturnType<typeof createGraphql>;
