import type { GraphQLSchema } from 'graphql';
import type { WorkflowContract } from '../workers/kit/contract.ts';
import { builder } from './builder.ts';
import './scalars.ts';
import './errors.ts';
import './run/types.ts';
import './run/queries.ts';
import './run/mutations.ts';
import './run/subscriptions.ts';
import './upload/mutations.ts';
import './upload/stored-object.ts';
import { addWorkflow } from './workflow/start.ts';
import { addWorkflowsQuery } from './workflow/workflows.ts';

/** The whole schema: what is written by hand, and what is derived from the contracts. Once per process. */
export function createSchema(contracts: readonly WorkflowContract[]): GraphQLSchema {
  contracts.forEach(addWorkflow);
  addWorkflowsQuery(contracts);
  return builder.toSchema();
}
