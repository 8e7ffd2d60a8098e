import { getOperationAST, GraphQLError, type ExecutionArgs } from 'graphql';
import { handleProtocols, makeServer } from 'graphql-ws';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { DomainError, UnauthenticatedError } from '../../errors.ts';
import type { Settings } from '../../platform/env.ts';
import type { Log } from '../../platform/log.ts';
import type { Gate } from '../../services/access/gate.ts';
import type { StreamPlaces } from './stream-places.ts';
import { clientAddress } from '../client-address.ts';
import { credentialOf } from '../credential.ts';
import type { Hub } from './hub.ts';
import type { StreamLimits } from './limits.ts';
import { withoutStatus, type MaskError } from '../operations/mask-error.ts';
import type { BeginOperation } from '../operations/operation-log.ts';
import { isForeign, type ForeignLog } from '../origin.ts';
import { pathOf } from '../path.ts';
import { noteRequest, requestIdHeader, requestIdOf } from '../request-id.ts';
import { prepare } from './prepare.ts';
import { socketOperation } from './socket-operation.ts';
import { createSocketStream, type SocketStream } from './socket-stream.ts';
import type { Streams } from './streams.ts';
import type { Graphql } from '../operations/yoga.ts';

type Enveloped = ReturnType<Graphql['getEnveloped']>;
interface ConnectionInit extends Record<string, unknown> {
  authorization?: unknown;
}
interface SocketExtra {
  stream: SocketStream;
  /** Where it comes from. */
  address: string;
  /** The header of the upgrade. */
  authorization: string | undefined;
  /** Said once, and looked up for each operation: it may have ended since. */
  credential: string | null;
  /** Of the upgrade; operations add their number. */
  requestId: string;
  operations: number;
}
type SocketArgs = ExecutionArgs & { rootValue: Pick<Enveloped, 'execute' | 'subscribe'> };

interface SocketsOptions {
  graphql: Graphql;
  hub: Hub;
  streams: Streams;
  limits: StreamLimits;
  places: StreamPlaces;
  settings: Settings['http'];
  gate: Gate;
  maskError: MaskError;
  begin: BeginOperation;
  foreign: ForeignLog;
  log: Log;
}

/** GraphQL over WebSocket (graphql-transport-ws), through the same plugins as HTTP. Returns what answers an upgrade. */
export function createSockets({
  graphql,
  hub,
  streams,
  limits,
  places,
  settings,
  gate,
  maskError,
  begin,
  foreign,
  log,
}: SocketsOptions) {
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: Math.min(limits.messageBytes, settings.maxBodyBytes),
    handleProtocols: (protocols) => handleProtocols(protocols),
  });
  const tooMany = new GraphQLError(
    `There are ${limits.mostOperations} operations under way on this socket, and no more are allowed: end some first.`,
    { extensions: { code: 'TOO_MANY_OPERATIONS' } },
  );
  const noSuchOperation = new GraphQLError('Could not determine what operation to execute.', {
    extensions: { code: 'OPERATION_RESOLUTION_FAILURE' },
  });

  const protocol = makeServer<ConnectionInit, SocketExtra>({
    connectionInitWaitTimeout: limits.initMs,
    // The functions of one operation travel in its root value: graphql-ws has no other place for them.
    execute: (args) => (args as SocketArgs).rootValue.execute(args),
    subscribe: (args) => (args as SocketArgs).rootValue.subscribe(args),
    onConnect: async ({ connectionParams, extra }) => {
      try {
        // Browsers cannot set headers on a WebSocket, so the message that opens it may say what the header would.
        extra.credential = credentialOf(connectionParams?.authorization ?? extra.authorization);
        const caller = await gate.authenticate(extra.credential, extra.address);
        if (extra.stream.output.destroyed) return false; // it left meanwhile: nothing would ever give its place back
        const leave = places.takeOfKey(caller);
        if (!leave) {
          extra.stream.unserved(places.refusals.key);
          return false;
        }
        extra.stream.output.once('close', leave);
        extra.stream.caller = caller;
        return true;
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        if (error instanceof UnauthenticatedError) return false; // which closes with 4403
        extra.stream.unserved(error.message);
        return false;
      }
    },
    onSubscribe: async ({ subscriptions, extra }, id, params) => {
      const { stream, credential, address } = extra;
      const requestId = `${extra.requestId}.${++extra.operations}`;
      if (Object.keys(subscriptions).length > limits.mostOperations) return [tooMany];
      try {
        // Without the request: it is a GET, and by GET Yoga refuses mutations.
        const caller = await gate.authenticate(credential, address);
        await gate.count(caller);
        const { args, errors, key, execute, subscribe, contextFactory } = prepare(graphql, params, caller, requestId);
        if (errors.length > 0) {
          begin({ ...args, requestId })(errors);
          return errors.map(maskError).map(withoutStatus);
        }
        if (!getOperationAST(args.document, args.operationName)) return [noSuchOperation];
        if (key === null) return { ...args, contextValue: await contextFactory(), rootValue: { execute, subscribe } };
        const share = () =>
          socketOperation({
            stream,
            id,
            feed: () => hub.feed(key),
            onSkipped: streams.skipped,
            onEnd: begin({ ...args, requestId }),
          });
        return { ...args, contextValue: null, rootValue: { execute, subscribe: share } };
      } catch (error) {
        if (error instanceof UnauthenticatedError) stream.forbidden();
        noteRequest(error, requestId);
        return [withoutStatus(maskError(error))]; // what is thrown here would end the socket, and all its other operations
      }
    },
  });

  const serve = (socket: WebSocket, output: Duplex, request: IncomingMessage, requestId: string) => {
    const { authorization } = request.headers;
    const stream = createSocketStream(socket, output);
    const fail = (error: unknown) => {
      log.warn({ err: error }, 'a message of a socket could not be answered');
      socket.close(4500, 'Internal server error');
    };
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: stream.send,
        close: (code, reason) => socket.close(code, reason),
        onMessage: (take) => void socket.on('message', (data) => void take((data as Buffer).toString()).catch(fail)),
      },
      {
        stream,
        address: clientAddress(request, settings.trustedProxies),
        authorization,
        credential: null,
        requestId,
        operations: 0,
      },
    );
    // Such as a message that is too large; the socket closes itself.
    socket.on('error', (error) => log.debug({ err: error }, 'socket failed'));
    socket.once('close', (code, reason) => {
      void closed(code, String(reason)).catch(fail);
      stream.closed();
    });
    streams.add(stream);
  };

  return (request: IncomingMessage, output: Duplex, head: Buffer) => {
    if (pathOf(request) !== '/graphql') return refuse(output, '404 Not Found');
    if (isForeign(request, settings)) {
      foreign(request);
      return refuse(output, '403 Forbidden');
    }
    if (streams.full()) return refuse(output, '503 Service Unavailable');
    const leave = places.takeOfAddress(request);
    if (!leave) return refuse(output, '429 Too Many Requests');
    output.once('close', leave);
    const requestId = requestIdOf(request);
    const tell = (headers: string[], told: IncomingMessage) => {
      if (told === request) headers.push(`${requestIdHeader}: ${requestId}`);
    };
    sockets.on('headers', tell);
    sockets.handleUpgrade(request, output, head, (socket) => serve(socket, output, request, requestId));
    sockets.off('headers', tell);
  };
}

function refuse(socket: Duplex, status: string) {
  // Nobody else listens here any more: a client that hangs up first would end the process.
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
}
