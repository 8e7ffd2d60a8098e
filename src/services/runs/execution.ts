import type { temporal } from '@temporalio/proto';

/** What Temporal says of one execution: a row of a list, or a part of the description. */
export type ExecutionInfo = temporal.api.workflow.v1.IWorkflowExecutionInfo;
export type Describe = temporal.api.workflowservice.v1.IDescribeWorkflowExecutionResponse;
/** A line of its history. */
export type HistoryEvent = temporal.api.history.v1.IHistoryEvent;
