import type { Publication } from '../../src/services/publications/publication.ts';
import type { Run } from '../../src/services/runs/run.ts';
import type { Schedule } from '../../src/services/schedules/schedule.ts';
import { builder } from '../builder.ts';

/** Declared apart from their fields, as errors refer to runs and runs' fields to other types. */
export const NodeInterface = builder.interfaceRef<Run | Schedule | Publication>('Node');
export const RunInterface = builder.interfaceRef<Run>('Run');

const typeNames = new Map<string, string>();

/** Says which object type stands for the runs of a workflow. */
export const nameRunType = (workflow: string, typeName: string) => typeNames.set(workflow, typeName);
export const runTypeName = ({ workflow }: Run) => typeNames.get(workflow) ?? 'UntypedRun';
