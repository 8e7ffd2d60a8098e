/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** What the holder of an API key may do. */
export type ApiKeyRole =
  /** Also manage keys, and read the audit log. */
  | 'ADMIN'
  /** Also start and cancel them, and make access tokens. */
  | 'OPERATOR'
  /** Watch and list runs. */
  | 'VIEWER';

/** How far an approval is. All but OPEN are final. */
export type ApprovalState =
  /** The run has ended, or does not ask any more: there is nothing to decide. */
  | 'CLOSED'
  /** Somebody has decided. */
  | 'DECIDED'
  /** Nobody did before the deadline. */
  | 'EXPIRED'
  /** Waits for somebody who decides. */
  | 'OPEN';

/** How long a budget is for. Days and months are those of UTC. */
export type BudgetPeriod =
  /** A day, from 00:00 UTC. */
  | 'DAY'
  /** A calendar month, in UTC. */
  | 'MONTH';

/** Where a brand publishes. */
export type ChannelKind =
  /** A Facebook page. */
  | 'FACEBOOK'
  /** A professional Instagram account. */
  | 'INSTAGRAM';

/** Whether a channel can be published at, as far as is known. */
export type ChannelState =
  /** Its token was not refused. */
  | 'OK'
  /** Its token is not taken any more: use `connectChannel` with a new one. */
  | 'RECONNECT';

/** How something is. */
export type CheckState =
  /** It does not work. */
  | 'FAILED'
  /** As it should be. */
  | 'OK'
  /** There is nothing to look at, or it cannot be told while something else fails. */
  | 'SKIPPED'
  /** It works, and somebody should see to it. */
  | 'WARNING';

/** What becomes of a time that a clock change takes away, or gives twice, or that is lost in the hours after it. */
export type ClockEffect =
  /** The time does not exist on that day; the run is at another one. */
  | 'MOVED'
  /** The clock shows it twice; there is a run at one of them. */
  | 'ONCE'
  /** There is no run for it. */
  | 'SKIPPED'
  /** The clock shows it twice, and there is a run each time. */
  | 'TWICE';

/** A token to make: for runs, for workflows, or for those runs of those workflows. */
export type CreateAccessTokenInput = {
  /** Seconds it lives, 10 to 604,800, which is a week. Default: 3600. */
  expiresIn?: number | null | undefined;
  /** What its holder may do. Default: WATCH. */
  permissions?: Array<TokenPermission> | null | undefined;
  /** Ids of the only runs it is for, at most 50; fewer where they are long. */
  runs?: Array<string> | null | undefined;
  /** The only workflows it is for, at most 50. */
  workflows?: Array<string> | null | undefined;
};

/** A key to make. */
export type CreateApiKeyInput = {
  /** When it ends. Default: never. */
  expiresAt?: string | null | undefined;
  /** What it is for, 1 to 100 characters. */
  name: string;
  /** What its holder may do. */
  role: ApiKeyRole;
  /** The only ones it is for. Default: all. */
  workflows?: Array<string> | null | undefined;
};

/** The file to upload. Storage accepts exactly this type and size. */
export type CreateUploadInput = {
  /** Exact size in bytes. */
  bytes: number;
  /** MIME type, such as image/jpeg. */
  contentType: string;
  /** Its name; the object key ends with it. */
  filename: string;
};

/** What an entry of a calendar is. */
export type FeedCalendarEntryKind =
  /** Something that was published, or was to be. */
  | 'PUBLICATION'
  /** A time to come at which a schedule publishes. */
  | 'SCHEDULED';

/** A mark to find runs by. */
export type LabelInput = {
  /** 1-63 letters, digits, `.`, `_`, `/` or `-`. */
  key: string;
  /** Up to 255 characters. */
  value: string;
};

/** What keys and tokens are for. Each field of the API needs one of them. */
export type Permission =
  | 'ADMINISTER'
  | 'CANCEL'
  | 'DECIDE'
  | 'GRANT'
  | 'INSPECT'
  | 'LIST'
  | 'SCHEDULE'
  | 'START'
  | 'WATCH';

/** How far a publication is. LIVE and FAILED are final. */
export type PublicationState =
  /** A worker has claimed it, and nothing was sent yet. */
  | 'ARMED'
  /** It is not public, and will not be. */
  | 'FAILED'
  /** It is public. */
  | 'LIVE'
  /** Nothing was sent yet. */
  | 'PLANNED'
  /** The request that makes it public was made, or is about to be; what came of it is not known yet. */
  | 'SENT'
  /** Nobody knows whether it is public: a person has to look. Nothing is sent again before that. */
  | 'UNCONFIRMED';

/** What somebody says who has looked at the account. */
export type PublicationVerdict =
  /** It is not public, and is not to be. To post it after all, start another run. */
  | 'DROP_IT'
  /** It is public. */
  | 'IT_IS_LIVE';

/** Which runs; what is left out does not narrow the list. */
export type RunFilter = {
  /** Only runs with this label. */
  label?: LabelInput | null | undefined;
  /** Only runs started then or later. */
  startedAfter?: string | null | undefined;
  /** Only runs started earlier. */
  startedBefore?: string | null | undefined;
  /** Only runs in one of these states. */
  status?: Array<RunStatus> | null | undefined;
  /** Only runs of this workflow. */
  workflow?: string | null | undefined;
};

/** What became of a run. All but RUNNING and PAUSED are final. */
export type RunStatus =
  | 'CANCELED'
  | 'COMPLETED'
  | 'FAILED'
  | 'PAUSED'
  | 'RUNNING'
  | 'TERMINATED'
  | 'TIMED_OUT';

/** Times that match every field. */
export type ScheduleCalendarInput = {
  /** For people. */
  comment?: string | null | undefined;
  /** Days of the month, 1 to 31. Left out: any. */
  dayOfMonth?: Array<ScheduleRangeInput> | null | undefined;
  /** Days of the week, 0 to 6; 0 is Sunday. Left out: any. */
  dayOfWeek?: Array<ScheduleRangeInput> | null | undefined;
  /** Hours, 0 to 23. Left out: 0, in exclusions any. */
  hour?: Array<ScheduleRangeInput> | null | undefined;
  /** Minutes, 0 to 59. Left out: 0, in exclusions any. */
  minute?: Array<ScheduleRangeInput> | null | undefined;
  /** Months, 1 to 12. Left out: any. */
  month?: Array<ScheduleRangeInput> | null | undefined;
  /** Seconds, 0 to 59. Left out: 0, in exclusions any. */
  second?: Array<ScheduleRangeInput> | null | undefined;
  /** Years. Left out: any. */
  year?: Array<ScheduleRangeInput> | null | undefined;
};

/** Every so often. */
export type ScheduleIntervalInput = {
  /** Seconds from one time to the next, counted from 1970 in UTC. */
  every: number;
  /** Seconds to move all of them by. Default: 0. */
  offset?: number | null | undefined;
};

/** What happens when it is time and an earlier run still goes on. */
export type ScheduleOverlap =
  /** Runs go on side by side. */
  | 'ALLOW_ALL'
  /** Every run waits for the end of those before it. */
  | 'BUFFER_ALL'
  /** One run waits for the end of the earlier one; further times pass. */
  | 'BUFFER_ONE'
  /** The earlier run is cancelled, and the new one starts once it has ended. */
  | 'CANCEL_OTHER'
  /** The time passes without a run. */
  | 'SKIP'
  /** The earlier run is ended at once, and the new one starts. */
  | 'TERMINATE_OTHER';

/** Numbers from one to another. */
export type ScheduleRangeInput = {
  /** The last. Default: the first. */
  end?: number | null | undefined;
  /** The first. */
  start: number;
  /** Distance from one to the next. Default: 1. */
  step?: number | null | undefined;
};

/** When a schedule is due. Cron expressions, calendars and intervals add up; at least one is needed. */
export type ScheduleSpecInput = {
  /** Times by the clock on the wall. */
  calendars?: Array<ScheduleCalendarInput> | null | undefined;
  /** Cron expressions of 5 to 7 fields, such as `0 9 * * 1-5`, or `@daily` and its like. */
  cron?: Array<string> | null | undefined;
  /** Nothing is due after. Default: no end. */
  endAt?: string | null | undefined;
  /** Times by the clock on the wall that are left out. Unlike in calendars, what one does not say is any: with `month` and `dayOfMonth` alone it is all of the day. */
  exclusions?: Array<ScheduleCalendarInput> | null | undefined;
  /** Every so often, by UTC. */
  intervals?: Array<ScheduleIntervalInput> | null | undefined;
  /** Seconds: each time is put off by a random part of them. Default: 0. */
  jitter?: number | null | undefined;
  /** Nothing is due before. Default: now. */
  startAt?: string | null | undefined;
  /** Time zone of cron expressions, calendars and exclusions, such as `Europe/Amsterdam`. Default: UTC. */
  timeZone?: string | null | undefined;
};

/** What a line of the log is about. */
export type TimelineEventKind =
  /** An activity stopped, as it was asked to. */
  | 'ACTIVITY_CANCELED'
  /** An activity was asked to stop. */
  | 'ACTIVITY_CANCEL_REQUESTED'
  /** An activity completed. */
  | 'ACTIVITY_COMPLETED'
  /** An activity failed for good. What is still tried again is in `progress.activities` and `waiting`. */
  | 'ACTIVITY_FAILED'
  /** An activity was handed to the workers. */
  | 'ACTIVITY_SCHEDULED'
  /** An activity took longer than it may. */
  | 'ACTIVITY_TIMED_OUT'
  /** It was cancelled. */
  | 'CANCELED'
  /** It was asked to stop. */
  | 'CANCEL_REQUESTED'
  /** A run that it started was cancelled. */
  | 'CHILD_CANCELED'
  /** A run that it started completed. */
  | 'CHILD_COMPLETED'
  /** A run that it started failed. */
  | 'CHILD_FAILED'
  /** It could not start another run. */
  | 'CHILD_NOT_STARTED'
  /** It started another run. */
  | 'CHILD_STARTED'
  /** A run that it started was terminated. */
  | 'CHILD_TERMINATED'
  /** A run that it started took longer than it may. */
  | 'CHILD_TIMED_OUT'
  /** The workflow code itself failed. Temporal tries it again until it is mended. */
  | 'CODE_FAILED'
  /** It completed. */
  | 'COMPLETED'
  /** This execution ended, and the run went on in another: continued as new, retried, or due again. */
  | 'CONTINUED'
  /** It failed. */
  | 'FAILED'
  /** Its code left a mark in the history. */
  | 'MARKED'
  /** It was paused. */
  | 'PAUSED'
  /** It goes on after a pause. */
  | 'RESUMED'
  /** It received a signal. */
  | 'SIGNALED'
  /** The run was started. */
  | 'STARTED'
  /** It entered a step. */
  | 'STEP_ENTERED'
  /** It was terminated, by somebody or for a reset. */
  | 'TERMINATED'
  /** It took longer than it may. */
  | 'TIMED_OUT'
  /** It waits for the moment no longer. */
  | 'TIMER_CANCELED'
  /** The moment it waited for has come. */
  | 'TIMER_FIRED'
  /** It began to wait for a moment. */
  | 'TIMER_STARTED'
  /** It accepted an update. */
  | 'UPDATED';

/** What the holder of an access token may do with the runs it is for. */
export type TokenPermission =
  /** Cancel and terminate, pause and resume. */
  | 'CANCEL'
  /** Approve and reject. */
  | 'DECIDE'
  /** See status, progress, timeline and result; not the input. */
  | 'WATCH';

/** An enum describing what kind of type a given `__Type` is. */
export type __TypeKind =
  /** Indicates this type is a scalar. */
  | 'SCALAR'
  /** Indicates this type is an object. `fields` and `interfaces` are valid fields. */
  | 'OBJECT'
  /** Indicates this type is an interface. `fields`, `interfaces`, and `possibleTypes` are valid fields. */
  | 'INTERFACE'
  /** Indicates this type is a union. `possibleTypes` is a valid field. */
  | 'UNION'
  /** Indicates this type is an enum. `enumValues` is a valid field. */
  | 'ENUM'
  /** Indicates this type is an input object. `inputFields` is a valid field. */
  | 'INPUT_OBJECT'
  /** Indicates this type is a list. `ofType` is a valid field. */
  | 'LIST'
  /** Indicates this type is a non-null. `ofType` is a valid field. */
  | 'NON_NULL';

export type ListedApprovalFragment = { id: string, state: ApprovalState, workflow: string, question: string, openedAt: string, deadline: string | null, labels: Array<{ key: string, value: string }> };

export type ApprovalPartsFragment = { id: string, state: ApprovalState, workflow: string, runId: string, question: string, choices: Array<string>, show: unknown, editSchema: unknown, openedAt: string, deadline: string | null, onDeadline: string | null, choice: string | null, comment: string | null, files: Array<{ path: string, url: string | null, picture: boolean, problem: string | null }> };

export type OpenApprovalsSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type OpenApprovalsSubscription = { approvals: { id: string, state: ApprovalState, workflow: string, question: string, openedAt: string, deadline: string | null, labels: Array<{ key: string, value: string }> } };

export type SettledApprovalsQueryVariables = Exact<{ [key: string]: never; }>;


export type SettledApprovalsQuery = { approvals: { edges: Array<{ node: { id: string, state: ApprovalState, workflow: string, question: string, choice: string | null, comment: string | null, decidedBy: string | null, settledAt: string | null } }> } };

export type ApprovalQueryVariables = Exact<{
  id: string;
}>;


export type ApprovalQuery = { approval: { id: string, state: ApprovalState, workflow: string, runId: string, question: string, choices: Array<string>, show: unknown, editSchema: unknown, openedAt: string, deadline: string | null, onDeadline: string | null, choice: string | null, comment: string | null, files: Array<{ path: string, url: string | null, picture: boolean, problem: string | null }> } | null };

export type DecideMutationVariables = Exact<{
  id: string;
  choice: string;
  edits?: unknown;
  comment?: string | null | undefined;
}>;


export type DecideMutation = { decide:
    | (
      { code: string, message: string }
      & { __typename: 'AlreadyDecidedError' | 'ApprovalNotFoundError' }
    )
    | (
      { id: string, choice: string | null }
      & { __typename: 'Approval' }
    )
    | (
      { code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
      & { __typename: 'InvalidInputError' }
    )
   };

type Refusal_JsxhvAub3TopsKeZVyYypxtgp3rTUgAvgglz61Jwwe_Fragment = (
  { code: string, message: string }
  & { __typename: 'AlreadyDecidedError' | 'ApprovalNotFoundError' | 'BrandAlreadyExistsError' | 'BrandConflictError' | 'BrandInUseError' | 'BrandNotConnectedError' | 'BrandNotFoundError' | 'BudgetNotFoundError' | 'GeneratedImageNotFoundError' | 'InvalidInputError' | 'KeyNotFoundError' | 'KnowledgeNotFoundError' | 'MemoryNotFoundError' | 'PauseNotSupportedError' | 'PhotoNotFoundError' | 'PublicationNotFoundError' | 'PublicationNotOpenError' | 'RunAlreadyExistsError' | 'RunNotFoundError' | 'RunNotRunningError' }
);

type Refusal_BWmMcUfvBhmBfwEsaNuZiQuonPu20pxn2KyMRqJEtM_Fragment = (
  { code: string, message: string }
  & { __typename: 'ScheduleAlreadyExistsError' | 'ScheduleConflictError' | 'ScheduleNotFoundError' | 'SchedulesFileError' | 'SchedulesLockedError' | 'VaultEntryNotFoundError' }
);

export type RefusalFragment =
  | Refusal_JsxhvAub3TopsKeZVyYypxtgp3rTUgAvgglz61Jwwe_Fragment
  | Refusal_BWmMcUfvBhmBfwEsaNuZiQuonPu20pxn2KyMRqJEtM_Fragment
;

export type InvalidFragment = (
  { code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
  & { __typename: 'InvalidInputError' }
);

export type DoctorQueryVariables = Exact<{ [key: string]: never; }>;


export type DoctorQuery = { doctor: { healthy: boolean, checks: Array<{ name: string, state: CheckState, measured: string, todo: string | null }> } };

export type CostsQueryVariables = Exact<{
  from: string;
  to: string;
}>;


export type CostsQuery = { days: Array<{ key: string | null, usd: number, calls: number, inputTokens: number, outputTokens: number, images: number, unpriced: number }>, workflows: Array<{ key: string | null, usd: number, calls: number, inputTokens: number, outputTokens: number, images: number, unpriced: number }>, models: Array<{ key: string | null, usd: number, calls: number, inputTokens: number, outputTokens: number, images: number, unpriced: number }>, steps: Array<{ key: string | null, usd: number, calls: number, inputTokens: number, outputTokens: number, images: number, unpriced: number }> };

export type BudgetsQueryVariables = Exact<{ [key: string]: never; }>;


export type BudgetsQuery = { budgets: Array<{ id: string, limitUsd: number, spentUsd: number, reservedUsd: number, period: BudgetPeriod, periodEnd: string, workflow: string | null, label: { key: string, value: string } | null }> };

export type ApiKeysQueryVariables = Exact<{ [key: string]: never; }>;


export type ApiKeysQuery = { apiKeys: Array<{ id: string, name: string, role: ApiKeyRole, workflows: Array<string> | null, createdAt: string, expiresAt: string | null, lastUsedAt: string | null, revokedAt: string | null }> };

export type CreateApiKeyMutationVariables = Exact<{
  input: CreateApiKeyInput;
}>;


export type CreateApiKeyMutation = { createApiKey:
    | (
      { secret: string, key: { id: string, name: string } }
      & { __typename: 'ApiKeyCreated' }
    )
    | (
      { code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
      & { __typename: 'InvalidInputError' }
    )
   };

export type RevokeApiKeyMutationVariables = Exact<{
  id: string;
}>;


export type RevokeApiKeyMutation = { revokeApiKey:
    | { __typename: 'ApiKeyRevoked' }
    | (
      { code: string, message: string }
      & { __typename: 'KeyNotFoundError' }
    )
   };

export type AuditLogQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type AuditLogQuery = { auditLog: { edges: Array<{ node: { id: string, at: string, actor: string, action: string, targets: Array<string>, outcome: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type BrandsQueryVariables = Exact<{ [key: string]: never; }>;


export type BrandsQuery = { brands: { edges: Array<{ node: { key: string, name: string, timeZone: string } }> } };

export type CalendarQueryVariables = Exact<{
  brand: string;
  month: string;
}>;


export type CalendarQuery = { feedCalendar: { timeZone: string, complete: boolean, days: Array<{ date: string, entries: Array<{ at: string, local: string, kind: FeedCalendarEntryKind, schedule: { id: string, name: string } | null, publication: { id: string, brandKey: string, channel: ChannelKind, state: PublicationState, caption: string, altText: string, image: string, plannedAt: string, sentAt: string | null, permalink: string | null, failure: string | null, message: string | null, runId: string } | null }> }> } | null };

export type PostFragment = { id: string, brandKey: string, channel: ChannelKind, state: PublicationState, caption: string, altText: string, image: string, plannedAt: string, sentAt: string | null, permalink: string | null, failure: string | null, message: string | null, runId: string };

export type BrandHealthQueryVariables = Exact<{
  key: string;
}>;


export type BrandHealthQuery = { brandHealth: { photosLeft: number, failedLastWeek: number, unconfirmed: number, monthlyBudgetLeftUsd: number | null, nextPost: { at: string, schedule: { id: string, name: string } } | null, lastPost: { id: string, state: PublicationState, sentAt: string | null, permalink: string | null } | null, channels: Array<{ checkedAt: string, name: string | null, problem: string | null, tokenValid: boolean | null, tokenExpiresAt: string | null, missingPermissions: Array<string>, quota: { used: number, total: number } | null, channel: { kind: ChannelKind, account: string, state: ChannelState, problem: string | null } }> } | null };

export type ReconcilePublicationMutationVariables = Exact<{
  id: string;
}>;


export type ReconcilePublicationMutation = { reconcilePublication:
    | (
      { id: string, state: PublicationState }
      & { __typename: 'Publication' }
    )
    | (
      { code: string, message: string }
      & { __typename: 'PublicationNotFoundError' | 'PublicationNotOpenError' }
    )
   };

export type SettlePublicationMutationVariables = Exact<{
  id: string;
  choice: PublicationVerdict;
  permalink?: string | null | undefined;
}>;


export type SettlePublicationMutation = { settlePublication:
    | (
      { code: string, message: string }
      & { __typename: 'InvalidInputError' | 'PublicationNotFoundError' | 'PublicationNotOpenError' }
    )
    | (
      { id: string, state: PublicationState }
      & { __typename: 'Publication' }
    )
   };

type WaitingParts_BackingOffWaiting_Fragment = (
  { attempt: number, maxAttempts: number | null, lastFailure: string, nextAttemptAt: string }
  & { __typename: 'BackingOffWaiting' }
);

type WaitingParts_ChildrenWaiting_Fragment = (
  { planned: number | null, running: number }
  & { __typename: 'ChildrenWaiting' }
);

type WaitingParts_DecisionWaiting_Fragment = (
  { approvalId: string, question: string, deadline: string | null }
  & { __typename: 'DecisionWaiting' }
);

type WaitingParts_NoWorkerWaiting_Fragment = (
  { since: string, taskQueue: string }
  & { __typename: 'NoWorkerWaiting' }
);

type WaitingParts_PausedWaiting_Fragment = (
  { pausedSince: string | null }
  & { __typename: 'PausedWaiting' }
);

type WaitingParts_QueuedWaiting_Fragment = (
  { since: string, taskQueue: string, backlog: number }
  & { __typename: 'QueuedWaiting' }
);

type WaitingParts_StartDelayWaiting_TimerWaiting_Fragment = (
  { until: string }
  & { __typename: 'StartDelayWaiting' | 'TimerWaiting' }
);

export type WaitingPartsFragment =
  | WaitingParts_BackingOffWaiting_Fragment
  | WaitingParts_ChildrenWaiting_Fragment
  | WaitingParts_DecisionWaiting_Fragment
  | WaitingParts_NoWorkerWaiting_Fragment
  | WaitingParts_PausedWaiting_Fragment
  | WaitingParts_QueuedWaiting_Fragment
  | WaitingParts_StartDelayWaiting_TimerWaiting_Fragment
;

export type LiveRunFragment = { id: string, workflow: string, workflowId: string, status: RunStatus, startedAt: string, closedAt: string | null, resultJson: unknown, detailJson: unknown, progress: { percent: number | null, step: string | null, message: string | null, done: number | null, total: number | null, unit: string | null, etaSeconds: number | null, preview: { url: string, width: number, height: number } | null, activities: Array<{ name: string, step: string | null, attempt: number, done: number | null, total: number | null, unit: string | null, message: string | null }> }, waiting:
    | (
      { attempt: number, maxAttempts: number | null, lastFailure: string, nextAttemptAt: string }
      & { __typename: 'BackingOffWaiting' }
    )
    | (
      { planned: number | null, running: number }
      & { __typename: 'ChildrenWaiting' }
    )
    | (
      { approvalId: string, question: string, deadline: string | null }
      & { __typename: 'DecisionWaiting' }
    )
    | (
      { since: string, taskQueue: string }
      & { __typename: 'NoWorkerWaiting' }
    )
    | (
      { pausedSince: string | null }
      & { __typename: 'PausedWaiting' }
    )
    | (
      { since: string, taskQueue: string, backlog: number }
      & { __typename: 'QueuedWaiting' }
    )
    | (
      { until: string }
      & { __typename: 'StartDelayWaiting' | 'TimerWaiting' }
    )
   | null, failure: { code: string, message: string, step: string | null, attempts: number | null } | null };

export type LiveRunSubscriptionVariables = Exact<{
  id: string;
}>;


export type LiveRunSubscription = { run: { id: string, workflow: string, workflowId: string, status: RunStatus, startedAt: string, closedAt: string | null, resultJson: unknown, detailJson: unknown, progress: { percent: number | null, step: string | null, message: string | null, done: number | null, total: number | null, unit: string | null, etaSeconds: number | null, preview: { url: string, width: number, height: number } | null, activities: Array<{ name: string, step: string | null, attempt: number, done: number | null, total: number | null, unit: string | null, message: string | null }> }, waiting:
      | (
        { attempt: number, maxAttempts: number | null, lastFailure: string, nextAttemptAt: string }
        & { __typename: 'BackingOffWaiting' }
      )
      | (
        { planned: number | null, running: number }
        & { __typename: 'ChildrenWaiting' }
      )
      | (
        { approvalId: string, question: string, deadline: string | null }
        & { __typename: 'DecisionWaiting' }
      )
      | (
        { since: string, taskQueue: string }
        & { __typename: 'NoWorkerWaiting' }
      )
      | (
        { pausedSince: string | null }
        & { __typename: 'PausedWaiting' }
      )
      | (
        { since: string, taskQueue: string, backlog: number }
        & { __typename: 'QueuedWaiting' }
      )
      | (
        { until: string }
        & { __typename: 'StartDelayWaiting' | 'TimerWaiting' }
      )
     | null, failure: { code: string, message: string, step: string | null, attempts: number | null } | null } };

export type RunResultQueryVariables = Exact<{
  id: string;
}>;


export type RunResultQuery = { run: { id: string, resultFiles: Array<{ path: string, url: string | null, picture: boolean, problem: string | null }> } | null };

export type FileFragment = { path: string, url: string | null, picture: boolean, problem: string | null };

export type RunInputQueryVariables = Exact<{
  id: string;
}>;


export type RunInputQuery = { run: { id: string, inputJson: unknown, startedBy: string | null, traceUrl: string | null, labels: Array<{ key: string, value: string }>, inputFiles: Array<{ path: string, url: string | null, picture: boolean, problem: string | null }>, cost: { usd: number, calls: number, inputTokens: number, outputTokens: number, images: number, unpriced: number, byStep: Array<{ key: string | null, usd: number, calls: number, inputTokens: number, outputTokens: number, images: number, unpriced: number }>, byModel: Array<{ key: string | null, usd: number, calls: number, inputTokens: number, outputTokens: number, images: number, unpriced: number }> } } | null };

export type CostLineFragment = { key: string | null, usd: number, calls: number, inputTokens: number, outputTokens: number, images: number, unpriced: number };

export type RunFamilyQueryVariables = Exact<{
  id: string;
  after?: string | null | undefined;
}>;


export type RunFamilyQuery = { run: { id: string, parent: { id: string, workflow: string, workflowId: string, status: RunStatus, startedAt: string, closedAt: string | null, progress: { percent: number | null, step: string | null, message: string | null, done: number | null, total: number | null, unit: string | null, etaSeconds: number | null }, failure: { code: string, message: string } | null } | null, children: { edges: Array<{ node: { id: string, workflow: string, workflowId: string, status: RunStatus, startedAt: string, closedAt: string | null, progress: { percent: number | null, step: string | null, message: string | null, done: number | null, total: number | null, unit: string | null, etaSeconds: number | null }, failure: { code: string, message: string } | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type RunTimelineSubscriptionVariables = Exact<{
  id: string;
  after?: string | null | undefined;
}>;


export type RunTimelineSubscription = { timeline:
    | (
      { kind: TimelineEventKind, activity: string | null, step: string | null, attempt: number | null, startedAt: string | null, childId: string | null, childWorkflowId: string | null, cursor: string, at: string, message: string, failure: { message: string } | null }
      & { __typename: 'TimelineEvent' }
    )
    | (
      { cursor: string, at: string, message: string }
      & { __typename: 'TimelineGap' | 'TimelineReset' }
    )
   };

export type RunIsFragment = (
  { run: { id: string, status: RunStatus } | null }
  & { __typename: 'RunChanged' }
);

export type CancelRunMutationVariables = Exact<{
  id: string;
}>;


export type CancelRunMutation = { cancelRun:
    | (
      { run: { id: string, status: RunStatus } | null }
      & { __typename: 'RunChanged' }
    )
    | (
      { code: string, message: string }
      & { __typename: 'RunNotFoundError' | 'RunNotRunningError' }
    )
   };

export type TerminateRunMutationVariables = Exact<{
  id: string;
}>;


export type TerminateRunMutation = { terminateRun:
    | (
      { run: { id: string, status: RunStatus } | null }
      & { __typename: 'RunChanged' }
    )
    | (
      { code: string, message: string }
      & { __typename: 'RunNotFoundError' | 'RunNotRunningError' }
    )
   };

export type PauseRunMutationVariables = Exact<{
  id: string;
}>;


export type PauseRunMutation = { pauseRun:
    | (
      { code: string, message: string }
      & { __typename: 'InvalidInputError' | 'PauseNotSupportedError' | 'RunNotFoundError' | 'RunNotRunningError' }
    )
    | (
      { run: { id: string, status: RunStatus } | null }
      & { __typename: 'RunChanged' }
    )
   };

export type ResumeRunMutationVariables = Exact<{
  id: string;
}>;


export type ResumeRunMutation = { resumeRun:
    | (
      { code: string, message: string }
      & { __typename: 'InvalidInputError' | 'PauseNotSupportedError' | 'RunNotFoundError' | 'RunNotRunningError' }
    )
    | (
      { run: { id: string, status: RunStatus } | null }
      & { __typename: 'RunChanged' }
    )
   };

export type ResetRunMutationVariables = Exact<{
  id: string;
  toStep: string;
}>;


export type ResetRunMutation = { resetRun:
    | (
      { code: string, message: string }
      & { __typename: 'InvalidInputError' | 'RunAlreadyExistsError' | 'RunNotFoundError' }
    )
    | (
      { run: { id: string, status: RunStatus } | null }
      & { __typename: 'RunChanged' }
    )
   };

export type ShareRunMutationVariables = Exact<{
  input: CreateAccessTokenInput;
}>;


export type ShareRunMutation = { createAccessToken:
    | (
      { token: string, expiresAt: string }
      & { __typename: 'AccessToken' }
    )
    | (
      { code: string, message: string }
      & { __typename: 'InvalidInputError' }
    )
   };

export type ProgressPartsFragment = { percent: number | null, step: string | null, message: string | null, done: number | null, total: number | null, unit: string | null, etaSeconds: number | null };

export type RunRowFragment = { id: string, workflow: string, workflowId: string, status: RunStatus, startedAt: string, closedAt: string | null, progress: { percent: number | null, step: string | null, message: string | null, done: number | null, total: number | null, unit: string | null, etaSeconds: number | null }, failure: { code: string, message: string } | null };

export type RunsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  filter?: RunFilter | null | undefined;
}>;


export type RunsQuery = { runs: { edges: Array<{ node: { id: string, workflow: string, workflowId: string, status: RunStatus, startedAt: string, closedAt: string | null, progress: { percent: number | null, step: string | null, message: string | null, done: number | null, total: number | null, unit: string | null, etaSeconds: number | null }, failure: { code: string, message: string } | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type RunChangesSubscriptionVariables = Exact<{
  filter?: RunFilter | null | undefined;
}>;


export type RunChangesSubscription = { runs: { id: string, workflow: string, workflowId: string, status: RunStatus, startedAt: string, closedAt: string | null, progress: { percent: number | null, step: string | null, message: string | null, done: number | null, total: number | null, unit: string | null, etaSeconds: number | null }, failure: { code: string, message: string } | null } };

export type RunProgressSubscriptionVariables = Exact<{
  id: string;
}>;


export type RunProgressSubscription = { run: { id: string, workflow: string, workflowId: string, status: RunStatus, startedAt: string, closedAt: string | null, waiting: { __typename: 'BackingOffWaiting' | 'ChildrenWaiting' | 'DecisionWaiting' | 'NoWorkerWaiting' | 'PausedWaiting' | 'QueuedWaiting' | 'StartDelayWaiting' | 'TimerWaiting' } | null, progress: { percent: number | null, step: string | null, message: string | null, done: number | null, total: number | null, unit: string | null, etaSeconds: number | null }, failure: { code: string, message: string } | null } };

export type WorkflowsQueryVariables = Exact<{ [key: string]: never; }>;


export type WorkflowsQuery = { workflows: Array<{ name: string, description: string, runType: string, startMutation: string, steps: Array<{ name: string }> }> };

export type RunsCountFragment = (
  { count: number, changed: number, more: boolean, failures: Array<{ id: string, message: string }> }
  & { __typename: 'RunsChanged' }
);

export type CancelRunsMutationVariables = Exact<{
  filter: RunFilter;
  dryRun: boolean;
}>;


export type CancelRunsMutation = { cancelRuns:
    | (
      { code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
      & { __typename: 'InvalidInputError' }
    )
    | (
      { count: number, changed: number, more: boolean, failures: Array<{ id: string, message: string }> }
      & { __typename: 'RunsChanged' }
    )
   };

export type PauseRunsMutationVariables = Exact<{
  filter: RunFilter;
  dryRun: boolean;
}>;


export type PauseRunsMutation = { pauseRuns:
    | (
      { code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
      & { __typename: 'InvalidInputError' }
    )
    | (
      { count: number, changed: number, more: boolean, failures: Array<{ id: string, message: string }> }
      & { __typename: 'RunsChanged' }
    )
   };

export type ResumeRunsMutationVariables = Exact<{
  filter: RunFilter;
  dryRun: boolean;
}>;


export type ResumeRunsMutation = { resumeRuns:
    | (
      { code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
      & { __typename: 'InvalidInputError' }
    )
    | (
      { count: number, changed: number, more: boolean, failures: Array<{ id: string, message: string }> }
      & { __typename: 'RunsChanged' }
    )
   };

export type ResetRunsMutationVariables = Exact<{
  filter: RunFilter;
  toStep: string;
  dryRun: boolean;
}>;


export type ResetRunsMutation = { resetRuns:
    | (
      { code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
      & { __typename: 'InvalidInputError' }
    )
    | (
      { count: number, changed: number, more: boolean, failures: Array<{ id: string, message: string }> }
      & { __typename: 'RunsChanged' }
    )
   };

export type ScheduleRowFragment = { id: string, name: string, workflow: string, paused: boolean, note: string, declared: boolean, overlap: ScheduleOverlap, next: Array<string>, spec: { cron: Array<string>, timeZone: string, intervals: Array<{ every: number }>, calendars: Array<{ comment: string | null }> } };

export type SchedulesQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type SchedulesQuery = { schedules: { edges: Array<{ node: { id: string, name: string, workflow: string, paused: boolean, note: string, declared: boolean, overlap: ScheduleOverlap, next: Array<string>, spec: { cron: Array<string>, timeZone: string, intervals: Array<{ every: number }>, calendars: Array<{ comment: string | null }> } } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type RangeFragment = { start: number, end: number, step: number };

export type ScheduleQueryVariables = Exact<{
  id: string;
}>;


export type ScheduleQuery = { schedule: { revision: string, pauseOnFailure: boolean, catchUpWindow: number, remainingActions: number | null, createdBy: string | null, id: string, name: string, workflow: string, paused: boolean, note: string, declared: boolean, overlap: ScheduleOverlap, next: Array<string>, spec: { jitter: number, startAt: string | null, endAt: string | null, cron: Array<string>, timeZone: string, exclusions: Array<{ comment: string | null, second: Array<{ start: number, end: number, step: number }>, minute: Array<{ start: number, end: number, step: number }>, hour: Array<{ start: number, end: number, step: number }>, dayOfMonth: Array<{ start: number, end: number, step: number }>, month: Array<{ start: number, end: number, step: number }>, dayOfWeek: Array<{ start: number, end: number, step: number }>, year: Array<{ start: number, end: number, step: number }> }>, intervals: Array<{ every: number }>, calendars: Array<{ comment: string | null }> }, action:
      | { workflow: string, inputJson: unknown }
      | { workflow: string, inputJson: unknown }
    , labels: Array<{ key: string, value: string }>, counts: { started: number, missed: number, skippedByOverlap: number }, recent: Array<{ scheduledAt: string | null, run: { id: string, workflow: string, workflowId: string, status: RunStatus, startedAt: string, closedAt: string | null, progress: { percent: number | null, step: string | null, message: string | null, done: number | null, total: number | null, unit: string | null, etaSeconds: number | null }, failure: { code: string, message: string } | null } | null }> } | null };

export type PreviewScheduleQueryVariables = Exact<{
  id?: string | null | undefined;
  spec?: ScheduleSpecInput | null | undefined;
  from?: string | null | undefined;
  to?: string | null | undefined;
}>;


export type PreviewScheduleQuery = { previewSchedule: { count: number, complete: boolean, times: Array<{ at: string, local: string }>, warnings: Array<{ changeAt: string, effect: ClockEffect, local: string, runs: Array<string> }> } };

export type PauseScheduleMutationVariables = Exact<{
  id: string;
}>;


export type PauseScheduleMutation = { pauseSchedule:
    | (
      { code: string, message: string }
      & { __typename: 'InvalidInputError' | 'ScheduleNotFoundError' }
    )
    | (
      { id: string, name: string, workflow: string, paused: boolean, note: string, declared: boolean, overlap: ScheduleOverlap, next: Array<string>, spec: { cron: Array<string>, timeZone: string, intervals: Array<{ every: number }>, calendars: Array<{ comment: string | null }> } }
      & { __typename: 'Schedule' }
    )
   };

export type ResumeScheduleMutationVariables = Exact<{
  id: string;
}>;


export type ResumeScheduleMutation = { resumeSchedule:
    | (
      { code: string, message: string }
      & { __typename: 'InvalidInputError' | 'ScheduleNotFoundError' }
    )
    | (
      { id: string, name: string, workflow: string, paused: boolean, note: string, declared: boolean, overlap: ScheduleOverlap, next: Array<string>, spec: { cron: Array<string>, timeZone: string, intervals: Array<{ every: number }>, calendars: Array<{ comment: string | null }> } }
      & { __typename: 'Schedule' }
    )
   };

export type TriggerScheduleMutationVariables = Exact<{
  id: string;
}>;


export type TriggerScheduleMutation = { triggerSchedule:
    | (
      { code: string, message: string }
      & { __typename: 'ScheduleNotFoundError' }
    )
    | { __typename: 'ScheduleTriggered' }
   };

export type DeleteScheduleMutationVariables = Exact<{
  id: string;
}>;


export type DeleteScheduleMutation = { deleteSchedule:
    | { __typename: 'ScheduleDeleted' }
    | (
      { code: string, message: string }
      & { __typename: 'ScheduleNotFoundError' }
    )
   };

export type BackfillScheduleMutationVariables = Exact<{
  id: string;
  from: string;
  to: string;
  dryRun: boolean;
}>;


export type BackfillScheduleMutation = { backfillSchedule:
    | (
      { code: string, message: string }
      & { __typename: 'InvalidInputError' | 'RunAlreadyExistsError' | 'ScheduleNotFoundError' }
    )
    | (
      { due: number, total: number, unknown: number, times: Array<{ at: string, local: string }>, run: { id: string } | null }
      & { __typename: 'ScheduleBackfill' }
    )
   };

export type InputTypesQueryVariables = Exact<{ [key: string]: never; }>;


export type InputTypesQuery = { __schema: { mutationType: { fields: Array<{ name: string, args: Array<{ name: string, type: { kind: __TypeKind, name: string | null, ofType: { kind: __TypeKind, name: string | null, ofType: { kind: __TypeKind, name: string | null, ofType: { kind: __TypeKind, name: string | null } | null } | null } | null } }> }> | null } | null, types: Array<{ kind: __TypeKind, name: string | null, isOneOf: boolean | null, enumValues: Array<{ name: string, description: string | null }> | null, inputFields: Array<{ name: string, description: string | null, type: { kind: __TypeKind, name: string | null, ofType: { kind: __TypeKind, name: string | null, ofType: { kind: __TypeKind, name: string | null, ofType: { kind: __TypeKind, name: string | null } | null } | null } | null } }> | null }> } };

export type TypeRefFragment = { kind: __TypeKind, name: string | null, ofType: { kind: __TypeKind, name: string | null, ofType: { kind: __TypeKind, name: string | null, ofType: { kind: __TypeKind, name: string | null } | null } | null } | null };

export type FormerInputQueryVariables = Exact<{
  id: string;
}>;


export type FormerInputQuery = { run: { id: string, inputJson: unknown } | null };

export type CreateUploadMutationVariables = Exact<{
  input: CreateUploadInput;
}>;


export type CreateUploadMutation = { createUpload:
    | (
      { code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
      & { __typename: 'InvalidInputError' }
    )
    | (
      { url: string, method: string, object: { bucket: string, key: string }, headers: Array<{ name: string, value: string }> }
      & { __typename: 'Upload' }
    )
   };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { actor: string, permissions: Array<Permission> } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const ListedApprovalFragmentDoc = new TypedDocumentString(`
    fragment ListedApproval on Approval {
  id
  state
  workflow
  question
  openedAt
  deadline
  labels {
    key
    value
  }
}
    `, {"fragmentName":"ListedApproval"}) as unknown as TypedDocumentString<ListedApprovalFragment, unknown>;
export const FileFragmentDoc = new TypedDocumentString(`
    fragment File on ShownFile {
  path
  url
  picture
  problem
}
    `, {"fragmentName":"File"}) as unknown as TypedDocumentString<FileFragment, unknown>;
export const ApprovalPartsFragmentDoc = new TypedDocumentString(`
    fragment ApprovalParts on Approval {
  id
  state
  workflow
  runId
  question
  choices
  show
  editSchema
  openedAt
  deadline
  onDeadline
  choice
  comment
  files {
    ...File
  }
}
    fragment File on ShownFile {
  path
  url
  picture
  problem
}`, {"fragmentName":"ApprovalParts"}) as unknown as TypedDocumentString<ApprovalPartsFragment, unknown>;
export const RefusalFragmentDoc = new TypedDocumentString(`
    fragment Refusal on Error {
  __typename
  code
  message
}
    `, {"fragmentName":"Refusal"}) as unknown as TypedDocumentString<RefusalFragment, unknown>;
export const InvalidFragmentDoc = new TypedDocumentString(`
    fragment Invalid on InvalidInputError {
  __typename
  code
  message
  issues {
    path
    message
  }
}
    `, {"fragmentName":"Invalid"}) as unknown as TypedDocumentString<InvalidFragment, unknown>;
export const PostFragmentDoc = new TypedDocumentString(`
    fragment Post on Publication {
  id
  brandKey
  channel
  state
  caption
  altText
  image
  plannedAt
  sentAt
  permalink
  failure
  message
  runId
}
    `, {"fragmentName":"Post"}) as unknown as TypedDocumentString<PostFragment, unknown>;
export const ProgressPartsFragmentDoc = new TypedDocumentString(`
    fragment ProgressParts on Progress {
  percent
  step
  message
  done
  total
  unit
  etaSeconds
}
    `, {"fragmentName":"ProgressParts"}) as unknown as TypedDocumentString<ProgressPartsFragment, unknown>;
export const WaitingPartsFragmentDoc = new TypedDocumentString(`
    fragment WaitingParts on Waiting {
  __typename
  ... on NoWorkerWaiting {
    since
    taskQueue
  }
  ... on QueuedWaiting {
    since
    taskQueue
    backlog
  }
  ... on BackingOffWaiting {
    attempt
    maxAttempts
    lastFailure
    nextAttemptAt
  }
  ... on PausedWaiting {
    pausedSince: since
  }
  ... on StartDelayWaiting {
    until
  }
  ... on TimerWaiting {
    until
  }
  ... on ChildrenWaiting {
    planned
    running
  }
  ... on DecisionWaiting {
    approvalId
    question
    deadline
  }
}
    `, {"fragmentName":"WaitingParts"}) as unknown as TypedDocumentString<WaitingPartsFragment, unknown>;
export const LiveRunFragmentDoc = new TypedDocumentString(`
    fragment LiveRun on Run {
  id
  workflow
  workflowId
  status
  startedAt
  closedAt
  progress {
    ...ProgressParts
    preview {
      url
      width
      height
    }
    activities {
      name
      step
      attempt
      done
      total
      unit
      message
    }
  }
  waiting {
    ...WaitingParts
  }
  failure {
    code
    message
    step
    attempts
  }
  resultJson
  detailJson
}
    fragment WaitingParts on Waiting {
  __typename
  ... on NoWorkerWaiting {
    since
    taskQueue
  }
  ... on QueuedWaiting {
    since
    taskQueue
    backlog
  }
  ... on BackingOffWaiting {
    attempt
    maxAttempts
    lastFailure
    nextAttemptAt
  }
  ... on PausedWaiting {
    pausedSince: since
  }
  ... on StartDelayWaiting {
    until
  }
  ... on TimerWaiting {
    until
  }
  ... on ChildrenWaiting {
    planned
    running
  }
  ... on DecisionWaiting {
    approvalId
    question
    deadline
  }
}
fragment ProgressParts on Progress {
  percent
  step
  message
  done
  total
  unit
  etaSeconds
}`, {"fragmentName":"LiveRun"}) as unknown as TypedDocumentString<LiveRunFragment, unknown>;
export const CostLineFragmentDoc = new TypedDocumentString(`
    fragment CostLine on CostGroup {
  key
  usd
  calls
  inputTokens
  outputTokens
  images
  unpriced
}
    `, {"fragmentName":"CostLine"}) as unknown as TypedDocumentString<CostLineFragment, unknown>;
export const RunIsFragmentDoc = new TypedDocumentString(`
    fragment RunIs on RunChanged {
  __typename
  run {
    id
    status
  }
}
    `, {"fragmentName":"RunIs"}) as unknown as TypedDocumentString<RunIsFragment, unknown>;
export const RunRowFragmentDoc = new TypedDocumentString(`
    fragment RunRow on Run {
  id
  workflow
  workflowId
  status
  startedAt
  closedAt
  progress {
    ...ProgressParts
  }
  failure {
    code
    message
  }
}
    fragment ProgressParts on Progress {
  percent
  step
  message
  done
  total
  unit
  etaSeconds
}`, {"fragmentName":"RunRow"}) as unknown as TypedDocumentString<RunRowFragment, unknown>;
export const RunsCountFragmentDoc = new TypedDocumentString(`
    fragment RunsCount on RunsChanged {
  __typename
  count
  changed
  more
  failures {
    id
    message
  }
}
    `, {"fragmentName":"RunsCount"}) as unknown as TypedDocumentString<RunsCountFragment, unknown>;
export const ScheduleRowFragmentDoc = new TypedDocumentString(`
    fragment ScheduleRow on Schedule {
  id
  name
  workflow
  paused
  note
  declared
  overlap
  next
  spec {
    cron
    timeZone
    intervals {
      every
    }
    calendars {
      comment
    }
  }
}
    `, {"fragmentName":"ScheduleRow"}) as unknown as TypedDocumentString<ScheduleRowFragment, unknown>;
export const RangeFragmentDoc = new TypedDocumentString(`
    fragment Range on ScheduleRange {
  start
  end
  step
}
    `, {"fragmentName":"Range"}) as unknown as TypedDocumentString<RangeFragment, unknown>;
export const TypeRefFragmentDoc = new TypedDocumentString(`
    fragment TypeRef on __Type {
  kind
  name
  ofType {
    kind
    name
    ofType {
      kind
      name
      ofType {
        kind
        name
      }
    }
  }
}
    `, {"fragmentName":"TypeRef"}) as unknown as TypedDocumentString<TypeRefFragment, unknown>;
export const OpenApprovalsDocument = new TypedDocumentString(`
    subscription OpenApprovals {
  approvals(filter: {state: [OPEN]}) {
    ...ListedApproval
  }
}
    fragment ListedApproval on Approval {
  id
  state
  workflow
  question
  openedAt
  deadline
  labels {
    key
    value
  }
}`) as unknown as TypedDocumentString<OpenApprovalsSubscription, OpenApprovalsSubscriptionVariables>;
export const SettledApprovalsDocument = new TypedDocumentString(`
    query SettledApprovals {
  approvals(first: 20, filter: {state: [DECIDED, EXPIRED, CLOSED]}) {
    edges {
      node {
        id
        state
        workflow
        question
        choice
        comment
        decidedBy
        settledAt
      }
    }
  }
}
    `) as unknown as TypedDocumentString<SettledApprovalsQuery, SettledApprovalsQueryVariables>;
export const ApprovalDocument = new TypedDocumentString(`
    query Approval($id: ID!) {
  approval(id: $id) {
    ...ApprovalParts
  }
}
    fragment ApprovalParts on Approval {
  id
  state
  workflow
  runId
  question
  choices
  show
  editSchema
  openedAt
  deadline
  onDeadline
  choice
  comment
  files {
    ...File
  }
}
fragment File on ShownFile {
  path
  url
  picture
  problem
}`) as unknown as TypedDocumentString<ApprovalQuery, ApprovalQueryVariables>;
export const DecideDocument = new TypedDocumentString(`
    mutation Decide($id: ID!, $choice: String!, $edits: JSON, $comment: String) {
  decide(id: $id, choice: $choice, edits: $edits, comment: $comment) {
    ... on Approval {
      __typename
      id
      choice
    }
    ...Refusal
    ...Invalid
  }
}
    fragment Refusal on Error {
  __typename
  code
  message
}
fragment Invalid on InvalidInputError {
  __typename
  code
  message
  issues {
    path
    message
  }
}`) as unknown as TypedDocumentString<DecideMutation, DecideMutationVariables>;
export const DoctorDocument = new TypedDocumentString(`
    query Doctor {
  doctor {
    healthy
    checks {
      name
      state
      measured
      todo
    }
  }
}
    `) as unknown as TypedDocumentString<DoctorQuery, DoctorQueryVariables>;
export const CostsDocument = new TypedDocumentString(`
    query Costs($from: DateTime!, $to: DateTime!) {
  days: costs(from: $from, to: $to, groupBy: DAY) {
    ...CostLine
  }
  workflows: costs(from: $from, to: $to, groupBy: WORKFLOW) {
    ...CostLine
  }
  models: costs(from: $from, to: $to, groupBy: MODEL) {
    ...CostLine
  }
  steps: costs(from: $from, to: $to, groupBy: STEP) {
    ...CostLine
  }
}
    fragment CostLine on CostGroup {
  key
  usd
  calls
  inputTokens
  outputTokens
  images
  unpriced
}`) as unknown as TypedDocumentString<CostsQuery, CostsQueryVariables>;
export const BudgetsDocument = new TypedDocumentString(`
    query Budgets {
  budgets {
    id
    limitUsd
    spentUsd
    reservedUsd
    period
    periodEnd
    workflow
    label {
      key
      value
    }
  }
}
    `) as unknown as TypedDocumentString<BudgetsQuery, BudgetsQueryVariables>;
export const ApiKeysDocument = new TypedDocumentString(`
    query ApiKeys {
  apiKeys {
    id
    name
    role
    workflows
    createdAt
    expiresAt
    lastUsedAt
    revokedAt
  }
}
    `) as unknown as TypedDocumentString<ApiKeysQuery, ApiKeysQueryVariables>;
export const CreateApiKeyDocument = new TypedDocumentString(`
    mutation CreateApiKey($input: CreateApiKeyInput!) {
  createApiKey(input: $input) {
    ... on ApiKeyCreated {
      __typename
      secret
      key {
        id
        name
      }
    }
    ...Invalid
  }
}
    fragment Invalid on InvalidInputError {
  __typename
  code
  message
  issues {
    path
    message
  }
}`) as unknown as TypedDocumentString<CreateApiKeyMutation, CreateApiKeyMutationVariables>;
export const RevokeApiKeyDocument = new TypedDocumentString(`
    mutation RevokeApiKey($id: ID!) {
  revokeApiKey(id: $id) {
    ... on ApiKeyRevoked {
      __typename
    }
    ...Refusal
  }
}
    fragment Refusal on Error {
  __typename
  code
  message
}`) as unknown as TypedDocumentString<RevokeApiKeyMutation, RevokeApiKeyMutationVariables>;
export const AuditLogDocument = new TypedDocumentString(`
    query AuditLog($after: String) {
  auditLog(first: 30, after: $after) {
    edges {
      node {
        id
        at
        actor
        action
        targets
        outcome
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<AuditLogQuery, AuditLogQueryVariables>;
export const BrandsDocument = new TypedDocumentString(`
    query Brands {
  brands(first: 100) {
    edges {
      node {
        key
        name
        timeZone
      }
    }
  }
}
    `) as unknown as TypedDocumentString<BrandsQuery, BrandsQueryVariables>;
export const CalendarDocument = new TypedDocumentString(`
    query Calendar($brand: String!, $month: String!) {
  feedCalendar(brand: $brand, month: $month) {
    timeZone
    complete
    days {
      date
      entries {
        at
        local
        kind
        schedule {
          id
          name
        }
        publication {
          ...Post
        }
      }
    }
  }
}
    fragment Post on Publication {
  id
  brandKey
  channel
  state
  caption
  altText
  image
  plannedAt
  sentAt
  permalink
  failure
  message
  runId
}`) as unknown as TypedDocumentString<CalendarQuery, CalendarQueryVariables>;
export const BrandHealthDocument = new TypedDocumentString(`
    query BrandHealth($key: String!) {
  brandHealth(key: $key) {
    photosLeft
    failedLastWeek
    unconfirmed
    monthlyBudgetLeftUsd
    nextPost {
      at
      schedule {
        id
        name
      }
    }
    lastPost {
      id
      state
      sentAt
      permalink
    }
    channels {
      checkedAt
      name
      problem
      tokenValid
      tokenExpiresAt
      missingPermissions
      quota {
        used
        total
      }
      channel {
        kind
        account
        state
        problem
      }
    }
  }
}
    `) as unknown as TypedDocumentString<BrandHealthQuery, BrandHealthQueryVariables>;
export const ReconcilePublicationDocument = new TypedDocumentString(`
    mutation ReconcilePublication($id: ID!) {
  reconcilePublication(id: $id) {
    ... on Publication {
      __typename
      id
      state
    }
    ...Refusal
  }
}
    fragment Refusal on Error {
  __typename
  code
  message
}`) as unknown as TypedDocumentString<ReconcilePublicationMutation, ReconcilePublicationMutationVariables>;
export const SettlePublicationDocument = new TypedDocumentString(`
    mutation SettlePublication($id: ID!, $choice: PublicationVerdict!, $permalink: String) {
  settlePublication(id: $id, choice: $choice, permalink: $permalink) {
    ... on Publication {
      __typename
      id
      state
    }
    ...Refusal
  }
}
    fragment Refusal on Error {
  __typename
  code
  message
}`) as unknown as TypedDocumentString<SettlePublicationMutation, SettlePublicationMutationVariables>;
export const LiveRunDocument = new TypedDocumentString(`
    subscription LiveRun($id: ID!) {
  run(id: $id) {
    ...LiveRun
  }
}
    fragment WaitingParts on Waiting {
  __typename
  ... on NoWorkerWaiting {
    since
    taskQueue
  }
  ... on QueuedWaiting {
    since
    taskQueue
    backlog
  }
  ... on BackingOffWaiting {
    attempt
    maxAttempts
    lastFailure
    nextAttemptAt
  }
  ... on PausedWaiting {
    pausedSince: since
  }
  ... on StartDelayWaiting {
    until
  }
  ... on TimerWaiting {
    until
  }
  ... on ChildrenWaiting {
    planned
    running
  }
  ... on DecisionWaiting {
    approvalId
    question
    deadline
  }
}
fragment LiveRun on Run {
  id
  workflow
  workflowId
  status
  startedAt
  closedAt
  progress {
    ...ProgressParts
    preview {
      url
      width
      height
    }
    activities {
      name
      step
      attempt
      done
      total
      unit
      message
    }
  }
  waiting {
    ...WaitingParts
  }
  failure {
    code
    message
    step
    attempts
  }
  resultJson
  detailJson
}
fragment ProgressParts on Progress {
  percent
  step
  message
  done
  total
  unit
  etaSeconds
}`) as unknown as TypedDocumentString<LiveRunSubscription, LiveRunSubscriptionVariables>;
export const RunResultDocument = new TypedDocumentString(`
    query RunResult($id: ID!) {
  run(id: $id) {
    id
    resultFiles {
      ...File
    }
  }
}
    fragment File on ShownFile {
  path
  url
  picture
  problem
}`) as unknown as TypedDocumentString<RunResultQuery, RunResultQueryVariables>;
export const RunInputDocument = new TypedDocumentString(`
    query RunInput($id: ID!) {
  run(id: $id) {
    id
    inputJson
    startedBy
    labels {
      key
      value
    }
    traceUrl
    inputFiles {
      ...File
    }
    cost {
      usd
      calls
      inputTokens
      outputTokens
      images
      unpriced
      byStep {
        ...CostLine
      }
      byModel {
        ...CostLine
      }
    }
  }
}
    fragment File on ShownFile {
  path
  url
  picture
  problem
}
fragment CostLine on CostGroup {
  key
  usd
  calls
  inputTokens
  outputTokens
  images
  unpriced
}`) as unknown as TypedDocumentString<RunInputQuery, RunInputQueryVariables>;
export const RunFamilyDocument = new TypedDocumentString(`
    query RunFamily($id: ID!, $after: String) {
  run(id: $id) {
    id
    parent {
      ...RunRow
    }
    children(first: 50, after: $after) {
      edges {
        node {
          ...RunRow
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment ProgressParts on Progress {
  percent
  step
  message
  done
  total
  unit
  etaSeconds
}
fragment RunRow on Run {
  id
  workflow
  workflowId
  status
  startedAt
  closedAt
  progress {
    ...ProgressParts
  }
  failure {
    code
    message
  }
}`) as unknown as TypedDocumentString<RunFamilyQuery, RunFamilyQueryVariables>;
export const RunTimelineDocument = new TypedDocumentString(`
    subscription RunTimeline($id: ID!, $after: String) {
  timeline(id: $id, after: $after) {
    __typename
    cursor
    at
    message
    ... on TimelineEvent {
      kind
      activity
      step
      attempt
      startedAt
      failure {
        message
      }
      childId
      childWorkflowId
    }
  }
}
    `) as unknown as TypedDocumentString<RunTimelineSubscription, RunTimelineSubscriptionVariables>;
export const CancelRunDocument = new TypedDocumentString(`
    mutation CancelRun($id: ID!) {
  cancelRun(id: $id) {
    ...RunIs
    ...Refusal
  }
}
    fragment Refusal on Error {
  __typename
  code
  message
}
fragment RunIs on RunChanged {
  __typename
  run {
    id
    status
  }
}`) as unknown as TypedDocumentString<CancelRunMutation, CancelRunMutationVariables>;
export const TerminateRunDocument = new TypedDocumentString(`
    mutation TerminateRun($id: ID!) {
  terminateRun(id: $id) {
    ...RunIs
    ...Refusal
  }
}
    fragment Refusal on Error {
  __typename
  code
  message
}
fragment RunIs on RunChanged {
  __typename
  run {
    id
    status
  }
}`) as unknown as TypedDocumentString<TerminateRunMutation, TerminateRunMutationVariables>;
export const PauseRunDocument = new TypedDocumentString(`
    mutation PauseRun($id: ID!) {
  pauseRun(id: $id) {
    ...RunIs
    ...Refusal
  }
}
    fragment Refusal on Error {
  __typename
  code
  message
}
fragment RunIs on RunChanged {
  __typename
  run {
    id
    status
  }
}`) as unknown as TypedDocumentString<PauseRunMutation, PauseRunMutationVariables>;
export const ResumeRunDocument = new TypedDocumentString(`
    mutation ResumeRun($id: ID!) {
  resumeRun(id: $id) {
    ...RunIs
    ...Refusal
  }
}
    fragment Refusal on Error {
  __typename
  code
  message
}
fragment RunIs on RunChanged {
  __typename
  run {
    id
    status
  }
}`) as unknown as TypedDocumentString<ResumeRunMutation, ResumeRunMutationVariables>;
export const ResetRunDocument = new TypedDocumentString(`
    mutation ResetRun($id: ID!, $toStep: String!) {
  resetRun(id: $id, toStep: $toStep) {
    ...RunIs
    ...Refusal
  }
}
    fragment Refusal on Error {
  __typename
  code
  message
}
fragment RunIs on RunChanged {
  __typename
  run {
    id
    status
  }
}`) as unknown as TypedDocumentString<ResetRunMutation, ResetRunMutationVariables>;
export const ShareRunDocument = new TypedDocumentString(`
    mutation ShareRun($input: CreateAccessTokenInput!) {
  createAccessToken(input: $input) {
    ... on AccessToken {
      __typename
      token
      expiresAt
    }
    ...Refusal
  }
}
    fragment Refusal on Error {
  __typename
  code
  message
}`) as unknown as TypedDocumentString<ShareRunMutation, ShareRunMutationVariables>;
export const RunsDocument = new TypedDocumentString(`
    query Runs($first: Int!, $after: String, $filter: RunFilter) {
  runs(first: $first, after: $after, filter: $filter) {
    edges {
      node {
        ...RunRow
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment ProgressParts on Progress {
  percent
  step
  message
  done
  total
  unit
  etaSeconds
}
fragment RunRow on Run {
  id
  workflow
  workflowId
  status
  startedAt
  closedAt
  progress {
    ...ProgressParts
  }
  failure {
    code
    message
  }
}`) as unknown as TypedDocumentString<RunsQuery, RunsQueryVariables>;
export const RunChangesDocument = new TypedDocumentString(`
    subscription RunChanges($filter: RunFilter) {
  runs(filter: $filter) {
    ...RunRow
  }
}
    fragment ProgressParts on Progress {
  percent
  step
  message
  done
  total
  unit
  etaSeconds
}
fragment RunRow on Run {
  id
  workflow
  workflowId
  status
  startedAt
  closedAt
  progress {
    ...ProgressParts
  }
  failure {
    code
    message
  }
}`) as unknown as TypedDocumentString<RunChangesSubscription, RunChangesSubscriptionVariables>;
export const RunProgressDocument = new TypedDocumentString(`
    subscription RunProgress($id: ID!) {
  run(id: $id) {
    ...RunRow
    waiting {
      __typename
    }
  }
}
    fragment ProgressParts on Progress {
  percent
  step
  message
  done
  total
  unit
  etaSeconds
}
fragment RunRow on Run {
  id
  workflow
  workflowId
  status
  startedAt
  closedAt
  progress {
    ...ProgressParts
  }
  failure {
    code
    message
  }
}`) as unknown as TypedDocumentString<RunProgressSubscription, RunProgressSubscriptionVariables>;
export const WorkflowsDocument = new TypedDocumentString(`
    query Workflows {
  workflows {
    name
    description
    runType
    startMutation
    steps {
      name
    }
  }
}
    `) as unknown as TypedDocumentString<WorkflowsQuery, WorkflowsQueryVariables>;
export const CancelRunsDocument = new TypedDocumentString(`
    mutation CancelRuns($filter: RunFilter!, $dryRun: Boolean!) {
  cancelRuns(filter: $filter, dryRun: $dryRun) {
    ...RunsCount
    ...Invalid
  }
}
    fragment Invalid on InvalidInputError {
  __typename
  code
  message
  issues {
    path
    message
  }
}
fragment RunsCount on RunsChanged {
  __typename
  count
  changed
  more
  failures {
    id
    message
  }
}`) as unknown as TypedDocumentString<CancelRunsMutation, CancelRunsMutationVariables>;
export const PauseRunsDocument = new TypedDocumentString(`
    mutation PauseRuns($filter: RunFilter!, $dryRun: Boolean!) {
  pauseRuns(filter: $filter, dryRun: $dryRun) {
    ...RunsCount
    ...Invalid
  }
}
    fragment Invalid on InvalidInputError {
  __typename
  code
  message
  issues {
    path
    message
  }
}
fragment RunsCount on RunsChanged {
  __typename
  count
  changed
  more
  failures {
    id
    message
  }
}`) as unknown as TypedDocumentString<PauseRunsMutation, PauseRunsMutationVariables>;
export const ResumeRunsDocument = new TypedDocumentString(`
    mutation ResumeRuns($filter: RunFilter!, $dryRun: Boolean!) {
  resumeRuns(filter: $filter, dryRun: $dryRun) {
    ...RunsCount
    ...Invalid
  }
}
    fragment Invalid on InvalidInputError {
  __typename
  code
  message
  issues {
    path
    message
  }
}
fragment RunsCount on RunsChanged {
  __typename
  count
  changed
  more
  failures {
    id
    message
  }
}`) as unknown as TypedDocumentString<ResumeRunsMutation, ResumeRunsMutationVariables>;
export const ResetRunsDocument = new TypedDocumentString(`
    mutation ResetRuns($filter: RunFilter!, $toStep: String!, $dryRun: Boolean!) {
  resetRuns(filter: $filter, toStep: $toStep, dryRun: $dryRun) {
    ...RunsCount
    ...Invalid
  }
}
    fragment Invalid on InvalidInputError {
  __typename
  code
  message
  issues {
    path
    message
  }
}
fragment RunsCount on RunsChanged {
  __typename
  count
  changed
  more
  failures {
    id
    message
  }
}`) as unknown as TypedDocumentString<ResetRunsMutation, ResetRunsMutationVariables>;
export const SchedulesDocument = new TypedDocumentString(`
    query Schedules($after: String) {
  schedules(first: 50, after: $after) {
    edges {
      node {
        ...ScheduleRow
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment ScheduleRow on Schedule {
  id
  name
  workflow
  paused
  note
  declared
  overlap
  next
  spec {
    cron
    timeZone
    intervals {
      every
    }
    calendars {
      comment
    }
  }
}`) as unknown as TypedDocumentString<SchedulesQuery, SchedulesQueryVariables>;
export const ScheduleDocument = new TypedDocumentString(`
    query Schedule($id: ID!) {
  schedule(id: $id) {
    ...ScheduleRow
    spec {
      jitter
      startAt
      endAt
      exclusions {
        comment
        second {
          ...Range
        }
        minute {
          ...Range
        }
        hour {
          ...Range
        }
        dayOfMonth {
          ...Range
        }
        month {
          ...Range
        }
        dayOfWeek {
          ...Range
        }
        year {
          ...Range
        }
      }
    }
    revision
    pauseOnFailure
    catchUpWindow
    remainingActions
    createdBy
    action {
      workflow
      inputJson
    }
    labels {
      key
      value
    }
    counts {
      started
      missed
      skippedByOverlap
    }
    recent {
      scheduledAt
      run {
        ...RunRow
      }
    }
  }
}
    fragment ProgressParts on Progress {
  percent
  step
  message
  done
  total
  unit
  etaSeconds
}
fragment RunRow on Run {
  id
  workflow
  workflowId
  status
  startedAt
  closedAt
  progress {
    ...ProgressParts
  }
  failure {
    code
    message
  }
}
fragment ScheduleRow on Schedule {
  id
  name
  workflow
  paused
  note
  declared
  overlap
  next
  spec {
    cron
    timeZone
    intervals {
      every
    }
    calendars {
      comment
    }
  }
}
fragment Range on ScheduleRange {
  start
  end
  step
}`) as unknown as TypedDocumentString<ScheduleQuery, ScheduleQueryVariables>;
export const PreviewScheduleDocument = new TypedDocumentString(`
    query PreviewSchedule($id: ID, $spec: ScheduleSpecInput, $from: DateTime, $to: DateTime) {
  previewSchedule(id: $id, spec: $spec, from: $from, to: $to, first: 200) {
    count
    complete
    times {
      at
      local
    }
    warnings {
      changeAt
      effect
      local
      runs
    }
  }
}
    `) as unknown as TypedDocumentString<PreviewScheduleQuery, PreviewScheduleQueryVariables>;
export const PauseScheduleDocument = new TypedDocumentString(`
    mutation PauseSchedule($id: ID!) {
  pauseSchedule(id: $id) {
    ... on Schedule {
      __typename
      ...ScheduleRow
    }
    ...Refusal
  }
}
    fragment Refusal on Error {
  __typename
  code
  message
}
fragment ScheduleRow on Schedule {
  id
  name
  workflow
  paused
  note
  declared
  overlap
  next
  spec {
    cron
    timeZone
    intervals {
      every
    }
    calendars {
      comment
    }
  }
}`) as unknown as TypedDocumentString<PauseScheduleMutation, PauseScheduleMutationVariables>;
export const ResumeScheduleDocument = new TypedDocumentString(`
    mutation ResumeSchedule($id: ID!) {
  resumeSchedule(id: $id) {
    ... on Schedule {
      __typename
      ...ScheduleRow
    }
    ...Refusal
  }
}
    fragment Refusal on Error {
  __typename
  code
  message
}
fragment ScheduleRow on Schedule {
  id
  name
  workflow
  paused
  note
  declared
  overlap
  next
  spec {
    cron
    timeZone
    intervals {
      every
    }
    calendars {
      comment
    }
  }
}`) as unknown as TypedDocumentString<ResumeScheduleMutation, ResumeScheduleMutationVariables>;
export const TriggerScheduleDocument = new TypedDocumentString(`
    mutation TriggerSchedule($id: ID!) {
  triggerSchedule(id: $id) {
    ... on ScheduleTriggered {
      __typename
    }
    ...Refusal
  }
}
    fragment Refusal on Error {
  __typename
  code
  message
}`) as unknown as TypedDocumentString<TriggerScheduleMutation, TriggerScheduleMutationVariables>;
export const DeleteScheduleDocument = new TypedDocumentString(`
    mutation DeleteSchedule($id: ID!) {
  deleteSchedule(id: $id) {
    ... on ScheduleDeleted {
      __typename
    }
    ...Refusal
  }
}
    fragment Refusal on Error {
  __typename
  code
  message
}`) as unknown as TypedDocumentString<DeleteScheduleMutation, DeleteScheduleMutationVariables>;
export const BackfillScheduleDocument = new TypedDocumentString(`
    mutation BackfillSchedule($id: ID!, $from: DateTime!, $to: DateTime!, $dryRun: Boolean!) {
  backfillSchedule(id: $id, from: $from, to: $to, dryRun: $dryRun) {
    ... on ScheduleBackfill {
      __typename
      due
      total
      unknown
      times {
        at
        local
      }
      run {
        id
      }
    }
    ...Refusal
  }
}
    fragment Refusal on Error {
  __typename
  code
  message
}`) as unknown as TypedDocumentString<BackfillScheduleMutation, BackfillScheduleMutationVariables>;
export const InputTypesDocument = new TypedDocumentString(`
    query InputTypes {
  __schema {
    mutationType {
      fields {
        name
        args {
          name
          type {
            ...TypeRef
          }
        }
      }
    }
    types {
      kind
      name
      isOneOf
      enumValues {
        name
        description
      }
      inputFields {
        name
        description
        type {
          ...TypeRef
        }
      }
    }
  }
}
    fragment TypeRef on __Type {
  kind
  name
  ofType {
    kind
    name
    ofType {
      kind
      name
      ofType {
        kind
        name
      }
    }
  }
}`) as unknown as TypedDocumentString<InputTypesQuery, InputTypesQueryVariables>;
export const FormerInputDocument = new TypedDocumentString(`
    query FormerInput($id: ID!) {
  run(id: $id) {
    id
    inputJson
  }
}
    `) as unknown as TypedDocumentString<FormerInputQuery, FormerInputQueryVariables>;
export const CreateUploadDocument = new TypedDocumentString(`
    mutation CreateUpload($input: CreateUploadInput!) {
  createUpload(input: $input) {
    ... on Upload {
      __typename
      object {
        bucket
        key
      }
      url
      method
      headers {
        name
        value
      }
    }
    ...Invalid
  }
}
    fragment Invalid on InvalidInputError {
  __typename
  code
  message
  issues {
    path
    message
  }
}`) as unknown as TypedDocumentString<CreateUploadMutation, CreateUploadMutationVariables>;
export const ViewerDocument = new TypedDocumentString(`
    query Viewer {
  viewer {
    actor
    permissions
  }
}
    `) as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;