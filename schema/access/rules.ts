import type { GraphQLObjectType } from 'graphql';
import type { Permission } from '../../src/services/access/access.ts';

/**
 * What somebody needs who asks for a field: a permission, `ANYONE` who is let in at all, or `HOLDER`, whoever was shown the
 * object it belongs to. Which runs it holds for is decided where runs are read: `src/services/access/guard.ts`.
 */
export type Rule = Permission | 'ANYONE' | 'HOLDER';

/** The ways in. `start…` mutations are derived from contracts, and need START. */
const rootRules: Readonly<Record<string, Rule>> = {
  'Query.run': 'WATCH',
  'Query.node': 'WATCH',
  'Query.runs': 'LIST',
  'Query.schedule': 'LIST',
  'Query.schedules': 'LIST',
  'Query.approval': 'DECIDE',
  'Query.approvals': 'DECIDE',
  'Query.previewSchedule': 'SCHEDULE',
  'Query.workflows': 'ANYONE',
  'Query.viewer': 'ANYONE',
  'Query.apiKeys': 'ADMINISTER',
  'Query.auditLog': 'ADMINISTER',
  'Query.doctor': 'ADMINISTER',
  'Query.costs': 'INSPECT',
  'Query.budgets': 'ADMINISTER',
  'Query.brand': 'INSPECT',
  'Query.brands': 'INSPECT',
  'Query.photos': 'INSPECT',
  'Query.generatedImage': 'INSPECT',
  'Query.generatedImages': 'INSPECT',
  'Query.knowledge': 'INSPECT',
  'Query.blackVault': 'INSPECT',
  'Query.memories': 'INSPECT',
  'Query.publication': 'INSPECT',
  'Query.publications': 'INSPECT',
  'Query.brandHealth': 'INSPECT',
  'Query.feedCalendar': 'INSPECT',
  'Mutation.createUpload': 'START',
  'Mutation.cancelRun': 'CANCEL',
  'Mutation.terminateRun': 'CANCEL',
  'Mutation.pauseRun': 'CANCEL',
  'Mutation.resumeRun': 'CANCEL',
  'Mutation.resetRun': 'START',
  'Mutation.cancelRuns': 'CANCEL',
  'Mutation.pauseRuns': 'CANCEL',
  'Mutation.resumeRuns': 'CANCEL',
  'Mutation.resetRuns': 'START',
  'Mutation.decide': 'DECIDE',
  'Mutation.createSchedule': 'SCHEDULE',
  'Mutation.updateSchedule': 'SCHEDULE',
  'Mutation.deleteSchedule': 'SCHEDULE',
  'Mutation.pauseSchedule': 'SCHEDULE',
  'Mutation.resumeSchedule': 'SCHEDULE',
  'Mutation.triggerSchedule': 'SCHEDULE',
  'Mutation.backfillSchedule': 'SCHEDULE',
  'Mutation.updateSchedules': 'SCHEDULE',
  'Mutation.pauseSchedules': 'SCHEDULE',
  'Mutation.resumeSchedules': 'SCHEDULE',
  'Mutation.deleteSchedules': 'SCHEDULE',
  'Mutation.triggerSchedules': 'SCHEDULE',
  'Mutation.applySchedules': 'SCHEDULE',
  'Mutation.setBudget': 'ADMINISTER',
  'Mutation.deleteBudget': 'ADMINISTER',
  'Mutation.createBrand': 'ADMINISTER',
  'Mutation.updateBrand': 'ADMINISTER',
  'Mutation.deleteBrand': 'ADMINISTER',
  'Mutation.connectChannel': 'ADMINISTER',
  'Mutation.disconnectChannel': 'ADMINISTER',
  'Mutation.excludePhoto': 'DECIDE',
  'Mutation.includePhoto': 'DECIDE',
  'Mutation.deleteGeneratedImage': 'DECIDE',
  'Mutation.deleteKnowledge': 'DECIDE',
  'Mutation.liftRefusal': 'ADMINISTER',
  'Mutation.correctMemory': 'DECIDE',
  'Mutation.forgetMemories': 'DECIDE',
  'Mutation.reconcilePublication': 'DECIDE',
  'Mutation.settlePublication': 'DECIDE',
  'Mutation.createApiKey': 'ADMINISTER',
  'Mutation.revokeApiKey': 'ADMINISTER',
  'Mutation.createAccessToken': 'GRANT',
  'Mutation.revokeAccessToken': 'GRANT',
  'Subscription.run': 'WATCH',
  'Subscription.runs': 'LIST',
  'Subscription.timeline': 'WATCH',
  'Subscription.approvals': 'DECIDE',
  'Subscription.ticks': 'WATCH',
};

/** Fields of every run, and of batches and backfills. What a run was given is more than how it goes. */
const runRules: Readonly<Record<string, Rule>> = {
  ...rules(
    'HOLDER',
    'id workflow workflowId status startedAt closedAt progress waiting failure timeline parent children',
  ),
  ...rules('HOLDER', 'result resultJson resultFiles detail detailJson'),
  ...rules('HOLDER', 'itemWorkflow total done skipped failed secondsPerItem failures'),
  ...rules('INSPECT', 'input inputJson inputFiles labels startedBy from to cost traceUrl'),
  ...rules('DECIDE', 'approvals'),
  ...rules('LIST', 'schedule'),
};

/** Types whose fields are for whoever is shown one; so are those derived from contracts. */
const held = new Set(
  [
    'RunEdge RunConnection RunChanged RunsChanged RunBulkFailure PageInfo Progress ActivityProgress Preview Failure Label',
    'TimelineEdge TimelineConnection TimelineEvent TimelineReset TimelineGap',
    'NoWorkerWaiting QueuedWaiting BackingOffWaiting PausedWaiting StartDelayWaiting TimerWaiting ChildrenWaiting',
    'DecisionWaiting Approval ShownFile ApprovalLink ApprovalEdge ApprovalConnection ApprovalNotFoundError AlreadyDecidedError',
    'Schedule ScheduleEdge ScheduleConnection ScheduleSpec ScheduleCalendar ScheduleRange ScheduleInterval ScheduleCounts',
    'ScheduledRun UntypedAction ScheduleDeleted ScheduleTriggered SchedulePreview ScheduleTime ClockWarning ScheduleCollision',
    'SchedulesChanged ScheduleBulkFailure ScheduleBackfill',
    'SchedulesApplied ScheduleStep ScheduleStepFailure SchedulesFileError SchedulesFileProblem SchedulesLockedError',
    'ScheduleNotFoundError ScheduleAlreadyExistsError ScheduleConflictError',
    'Workflow Step ErrorCode Upload UploadHeader Examination Check Tick',
    'Viewer ApiKey ApiKeyCreated ApiKeyRevoked AccessToken AccessTokenRevoked AuditEntry AuditEdge AuditConnection',
    'Budget BudgetDeleted BudgetNotFoundError CostGroup RunCost',
    'Brand BrandEdge BrandConnection BrandDeleted Channel PhotoPrefix',
    'BrandNotFoundError BrandAlreadyExistsError BrandConflictError BrandInUseError BrandNotConnectedError',
    'GeneratedImage GeneratedImageEdge GeneratedImageConnection GeneratedImageDeleted GeneratedImageNotFoundError',
    'Photo PhotoEdge PhotoConnection PhotoProblem PhotoNotFoundError',
    'Memory MemoryMention MemoryEdge MemoryConnection MemoriesForgotten MemoryNotFoundError',
    'KnowledgeSearch KnowledgeHit KnowledgeDocument KnowledgeFact KnowledgeDeleted KnowledgeNotFoundError',
    'VaultEntry VaultEntryEdge VaultEntryConnection VaultEntryNotFoundError',
    'Publication PublicationEdge PublicationConnection PublicationNotFoundError PublicationNotOpenError',
    'BrandHealth ChannelHealth PublishingQuota ScheduledPost FeedCalendar FeedCalendarDay FeedCalendarEntry',
    'InvalidInputError InputIssue RunNotFoundError RunAlreadyExistsError RunNotRunningError PauseNotSupportedError KeyNotFoundError',
  ].flatMap((names) => names.split(' ')),
);

/** Everything named above, so that a test can see that it is there. */
export const rulesFor = [...Object.keys(rootRules), ...Object.keys(runRules).map((field) => `Run.${field}`), ...held];

/** Undefined for a field that nobody has thought about. */
export function ruleOf(type: GraphQLObjectType, field: string): Rule | undefined {
  if (/^(Query|Mutation|Subscription)$/.test(type.name)) {
    return rootRules[`${type.name}.${field}`] ?? (isStart(type.name, field) ? 'START' : undefined);
  }
  if (type.getInterfaces().some(({ name }) => name === 'Run')) return runRules[field];
  return held.has(type.name) || type.extensions['derived'] === true ? 'HOLDER' : undefined;
}

const isStart = (type: string, field: string) => type === 'Mutation' && /^start[A-Z]/.test(field);

function rules(rule: Rule, fields: string): Record<string, Rule> {
  return Object.fromEntries(fields.split(' ').map((field) => [field, rule]));
}
