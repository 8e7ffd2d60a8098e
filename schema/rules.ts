import type { Permission } from '../src/services/access/access.ts';

/** What somebody needs who asks for a field of Query, Mutation or Subscription. A field without a line cannot be asked for. */
export const rootRules: Readonly<Record<string, Permission | 'ANYONE'>> = {
  'Query.run': 'WATCH',
  'Query.node': 'WATCH',
  'Query.runs': 'LIST',
  'Query.workflows': 'ANYONE',
  'Query.apiKeys': 'ADMINISTER',
  'Query.auditLog': 'ADMINISTER',
  'Mutation.createUpload': 'START',
  'Mutation.cancelRun': 'CANCEL',
  'Mutation.terminateRun': 'CANCEL',
  'Mutation.createApiKey': 'ADMINISTER',
  'Mutation.revokeApiKey': 'ADMINISTER',
  'Mutation.createAccessToken': 'WATCH',
  'Mutation.revokeAccessToken': 'INSPECT',
  'Subscription.run': 'WATCH',
  'Subscription.runs': 'LIST',
  'Subscription.timeline': 'WATCH',
};

/** Fields that show more than how a run goes: what it was given. Those of all run types, by their names. */
export const inspectFields: readonly string[] = ['input', 'inputJson', 'labels', 'itemWorkflow'];
