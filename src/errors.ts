/**
 * A failure the caller can act on. `code` is part of the API: clients switch on it, so it never changes.
 * Anything thrown that is not a DomainError is masked as INTERNAL_ERROR and logged.
 */
export class DomainError extends Error {
  readonly code: string;
  /** Whether the same may succeed later though nobody changes anything. */
  readonly transient: boolean = false;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** One wrong field of an input. `path` is the way to it in GraphQL's own names, e.g. `['local', 'upscale']`. */
export interface InputIssue {
  path: string[];
  message: string;
}

export class InvalidInputError extends DomainError {
  readonly issues: InputIssue[];

  constructor(issues: InputIssue[]) {
    const [first] = issues;
    const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
    super(
      'INVALID_INPUT',
      first ? `${first.path.join('.') || 'input'}: ${first.message}${more}` : 'The input is not valid.',
    );
    this.issues = issues;
  }
}

export class RunNotFoundError extends DomainError {
  constructor(id: string) {
    super('NOT_FOUND', `There is no run with the id ${id}, or it is older than the retention of this deployment.`);
  }
}

/** `runId` is the opaque GraphQL id of the run that is in the way. */
export class RunAlreadyExistsError extends DomainError {
  readonly runId: string;

  constructor(runId: string, message: string) {
    super('RUN_ALREADY_EXISTS', message);
    this.runId = runId;
  }
}

export class RunNotRunningError extends DomainError {
  readonly runId: string;

  constructor(runId: string) {
    super('RUN_NOT_RUNNING', 'The run has already ended, so there is nothing to change.');
    this.runId = runId;
  }
}

/** Temporal pauses runs only where that is switched on. */
export class PauseNotSupportedError extends DomainError {
  constructor(
    message = 'This Temporal does not pause runs. Set frontend.WorkflowPauseEnabled to true in its dynamic configuration (server 1.31 or newer), or pause the schedules that start them.',
  ) {
    super('PAUSE_NOT_SUPPORTED', message);
  }
}

/** So much changed that a subscriber missed some of it, or would. */
export class FellBehindError extends DomainError {
  constructor(what = 'runs') {
    super(
      'FELL_BEHIND',
      `More ${what} changed than this subscription could follow. Subscribe again, then read the list anew.`,
    );
  }
}

export class ApprovalNotFoundError extends DomainError {
  constructor() {
    super('APPROVAL_NOT_FOUND', 'There is no approval with this id.'); // which may be anything: it is not said again
  }
}

/** Somebody or something was quicker. `approvalId` is the one that was to be decided. */
export class AlreadyDecidedError extends DomainError {
  readonly approvalId: string;

  constructor(id: string, message: string) {
    super('ALREADY_DECIDED', message);
    this.approvalId = id;
  }
}

export class ScheduleNotFoundError extends DomainError {
  constructor(name: string, message = `There is no schedule ${name}.`) {
    super('SCHEDULE_NOT_FOUND', message);
  }
}

/** `scheduleName` is the one that is in the way. */
export class ScheduleAlreadyExistsError extends DomainError {
  readonly scheduleName: string;

  constructor(name: string) {
    super('SCHEDULE_ALREADY_EXISTS', `There is a schedule ${name} already: choose another name, or change that one.`);
    this.scheduleName = name;
  }
}

/** Somebody was quicker. */
export class ScheduleConflictError extends DomainError {
  readonly scheduleName: string;

  constructor(name: string) {
    super(
      'SCHEDULE_CONFLICT',
      `The schedule ${name} was changed since: nothing was done. Look at it again, and send its new revision.`,
    );
    this.scheduleName = name;
  }
}

/** An object is where this deployment gives nobody access: `S3_ALLOWED_BUCKETS` has changed, or another one wrote it. */
export class BucketNotAllowedError extends DomainError {
  constructor(bucket: string) {
    super('BUCKET_NOT_ALLOWED', `This deployment gives no access to the bucket ${bucket}.`);
  }
}

/** A bucket that this deployment gives access to, but that is not there. */
export class BucketNotFoundError extends DomainError {
  constructor(bucket: string, options?: ErrorOptions) {
    super('BUCKET_NOT_FOUND', `There is no bucket ${bucket}.`, options);
  }
}

export class KeyNotFoundError extends DomainError {
  constructor() {
    super('KEY_NOT_FOUND', 'There is no key with this id.'); // which may be a key, sent by mistake: it is not said again
  }
}

export class BudgetNotFoundError extends DomainError {
  constructor() {
    super('BUDGET_NOT_FOUND', 'There is no budget with this id.');
  }
}

export class BrandNotFoundError extends DomainError {
  constructor() {
    super('BRAND_NOT_FOUND', 'There is no brand with this key.');
  }
}

export class BrandAlreadyExistsError extends DomainError {
  constructor(key: string) {
    super('BRAND_ALREADY_EXISTS', `There is a brand ${key} already: choose another key, or change that one.`);
  }
}

/** Somebody was quicker. `brandKey` is the one that was to be changed. */
export class BrandConflictError extends DomainError {
  readonly brandKey: string;

  constructor(key: string) {
    super(
      'BRAND_CONFLICT',
      `The brand ${key} was changed since: nothing was done. Look at it again, and send its new revision.`,
    );
    this.brandKey = key;
  }
}

/** It has published, and what was published stays on record. */
export class BrandInUseError extends DomainError {
  constructor(key: string) {
    super(
      'BRAND_IN_USE',
      `The brand ${key} has publications, which stay on record, so it cannot be deleted. Delete its schedules and disconnect its channels instead: then nothing is published for it.`,
    );
  }
}

/** A channel without a token that is taken. The message says what to do. */
export class BrandNotConnectedError extends DomainError {
  constructor(message: string) {
    super('BRAND_NOT_CONNECTED', message);
  }
}

export class PhotoNotFoundError extends DomainError {
  constructor() {
    super('PHOTO_NOT_FOUND', 'There is no photo with this id.');
  }
}

export class VaultEntryNotFoundError extends DomainError {
  constructor() {
    super('VAULT_ENTRY_NOT_FOUND', 'There is no entry of the black vault with this id.');
  }
}

export class MemoryNotFoundError extends DomainError {
  constructor() {
    super('MEMORY_NOT_FOUND', 'Nothing with this id is known of this subject.');
  }
}

export class GeneratedImageNotFoundError extends DomainError {
  constructor() {
    super('GENERATED_IMAGE_NOT_FOUND', 'There is no picture with this id.');
  }
}

export class KnowledgeNotFoundError extends DomainError {
  constructor() {
    super('KNOWLEDGE_NOT_FOUND', 'There is no learned document with this id.');
  }
}

/** The photo that was asked for may not be posted now. */
export class PhotoNotFreeError extends DomainError {
  constructor(reason: string) {
    super('PHOTO_NOT_FREE', reason);
  }
}

export class PublicationNotFoundError extends DomainError {
  constructor() {
    super('PUBLICATION_NOT_FOUND', 'There is no publication with this id.');
  }
}

/** Nobody has to say what became of it, or not in this way. `publicationId` is the one that was meant; the message says what to do. */
export class PublicationNotOpenError extends DomainError {
  readonly publicationId: string;

  constructor(id: string, message: string) {
    super('PUBLICATION_NOT_OPEN', message);
    this.publicationId = id;
  }
}

/** No photo of a brand may be posted now. */
export class NoPhotoError extends DomainError {
  constructor(message: string) {
    super('NO_PHOTO', message);
  }
}

/** Nobody is known by what was sent, or nothing was sent. */
export class UnauthenticatedError extends DomainError {
  constructor(message: string) {
    super('UNAUTHENTICATED', message);
  }
}

/** Known, but not allowed. Also said of what does not exist where saying so would tell something. */
export class ForbiddenError extends DomainError {
  constructor(message: string) {
    super('FORBIDDEN', message);
  }
}

/** An object key that is ambiguous, or of a folder that belongs to the program itself. */
export class ObjectKeyNotAllowedError extends DomainError {
  constructor(reason: string) {
    super('OBJECT_KEY_NOT_ALLOWED', reason);
  }
}

/** A URL that nothing is sent to. The reason tells no more than the URL itself, least of all what its host resolves to. */
export class UrlNotAllowedError extends DomainError {
  constructor(reason: string) {
    super('URL_NOT_ALLOWED', `This URL may not be fetched. ${reason}`);
  }
}

/** No complete answer came in time. The cause is for the log: it says too much about the network. */
export class UrlUnreachableError extends DomainError {
  override readonly transient = true;

  constructor(cause?: unknown) {
    super('URL_UNREACHABLE', 'No complete answer came from this URL in time.', { cause });
  }
}

/** The server at a URL answered with something that is not taken, such as too much. */
export class UrlAnswerRefusedError extends DomainError {
  constructor(reason: string) {
    super('URL_ANSWER_REFUSED', `The answer from this URL is not accepted. ${reason}`);
  }
}

/** Too much in too short a time. */
export class RateLimitedError extends DomainError {
  /** Seconds until it is worth asking again. */
  readonly retryAfter: number;

  constructor(message: string, retryAfterMs: number) {
    const seconds = Math.ceil(retryAfterMs / 1000);
    super('RATE_LIMITED', `${message} Try again in ${seconds} s.`);
    this.retryAfter = seconds;
  }
}

/** A server this product depends on does not answer in time. Retrying later is right; retrying at once is not. */
export class ServiceUnavailableError extends DomainError {
  override readonly transient = true;

  constructor(
    service: string,
    cause?: unknown,
    message = `${service} does not answer. Nothing was changed that this API knows of; try again shortly.`,
  ) {
    super('SERVICE_UNAVAILABLE', message, { cause });
  }
}

/** Another worker may have more room, and this one has as soon as something else is done. */
export class ScratchFullError extends DomainError {
  override readonly transient = true;

  constructor(cause: unknown) {
    super(
      'SCRATCH_FULL',
      'The disk of the worker had no room left for files of its work. Give the folder TMPDIR more, or do less at once.',
      { cause },
    );
  }
}

/** `version` is that of one which is too old. */
export class FfmpegMissingError extends DomainError {
  constructor(version: string | null) {
    super(
      'FFMPEG_MISSING',
      `${version === null ? 'This worker has no ffmpeg' : `The ffmpeg of this worker, ${version}, is older than 5.1`}. Install the package ffmpeg, which has ffprobe with it, in the PATH of the worker (\`apt-get install ffmpeg\`).`,
    );
  }
}
