import type { Plugin } from 'graphql-yoga';
import { GraphQLError } from 'graphql';

const refused = () =>
  new GraphQLError(
    'A subscription is answered over a WebSocket (graphql-transport-ws), or as server-sent events: send `accept: text/event-stream`.',
    { extensions: { code: 'NOT_ACCEPTABLE', http: { status: 406 } } },
  );

/** Refuses subscriptions in plain HTTP requests: nobody would end what they begin. Streams are served elsewhere. */
export const onlyInStreams: Plugin = {
  onSubscribe({ args, setResultAndStopExecution }) {
    if (args.contextValue.request) setResultAndStopExecution({ errors: [refused()] });
  },
};
