import type { GraphQLSchema } from 'graphql';
import type { WorkflowContract } from '../workers/kit/contract.ts';
import { startablesOf } from '../src/services/schedules/startables.ts';
import { builder } from './builder.ts';
import './access/audit.ts';
import './access/keys.ts';
import './access/tokens.ts';
import { guardSchema } from './access/guard-schema.ts';
import './scalars.ts';
import './errors.ts';
import './budget/mutations.ts';
import './cost/queries.ts';
import './node.ts';
import './approval/mutations.ts';
import './approval/queries.ts';
import './approval/subscriptions.ts';
import './run/types.ts';
import './run/queries.ts';
import './run/mutations.ts';
import './run/subscriptions.ts';
import './run/trace-url.ts';
import { addSchedulable } from './schedule/action.ts';
import { addBackfill } from './schedule/backfill.ts';
import './schedule/errors.ts';
import { addScheduleMutations } from './schedule/mutations.ts';
import './schedule/bulk.ts';
import './schedule/preview.ts';
import './schedule/queries.ts';
import './upload/mutations.ts';
import './upload/stored-object.ts';
import { addWorkflow } from './workflow/start.ts';
import { addWorkflowsQuery } from './workflow/workflows.ts';

/** The whole schema: what is written by hand, and what is derived from the contracts, each field behind its rule. Once per process. */
export function createSchema(contracts: readonly WorkflowContract[]): GraphQLSchema {
  contracts.forEach(addWorkflow);
  startablesOf(contracts).forEach(addSchedulable);
  startablesOf(contracts).forEach(addBackfill);
  addScheduleMutations();
  addWorkflowsQuery(contracts);
  return guardSchema(builder.toSchema());
}
