/** What one process spends on clients that stay connected. */
export interface StreamLimits {
  /** WebSockets and SSE responses together. More are told 503, so that a load balancer goes elsewhere. */
  mostStreams: number;
  /** Operations under way on one WebSocket. */
  mostOperations: number;
  /** A WebSocket message: an operation with its variables. What is larger is sent by HTTP, where nothing waits half received for long. */
  messageBytes: number;
  /** How long a WebSocket may stay silent before it says `connection_init`. */
  initMs: number;
  /** How often there is a sign of life; a WebSocket has as long to answer it. Proxies wait for longer than that. */
  pingMs: number;
  /** A client that takes nothing of what waits for it for so long is let go. */
  stallMs: number;
  /** How long a client that is told to go may take to answer. */
  goodbyeMs: number;
  /** When the process stops, so much time for each client, so that they do not all come back at the same moment, */
  goodbyeMsEach: number;
  /** and at most so much for all of them: platforms kill what has not stopped after 20 to 30 seconds. */
  longestGoodbyeMs: number;
}

export const streamLimits: StreamLimits = {
  mostStreams: 20_000,
  mostOperations: 100,
  messageBytes: 131_072,
  initMs: 10_000,
  pingMs: 12_000,
  stallMs: 30_000,
  goodbyeMs: 1_000,
  goodbyeMsEach: 2,
  longestGoodbyeMs: 8_000,
};
