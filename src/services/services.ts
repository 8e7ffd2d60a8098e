import os from 'node:os';
import { backfill, backfillName } from '../../workers/kit/backfill/contract.ts';
import { batch, batchName } from '../../workers/kit/batch/contract.ts';
import type { WorkflowContract } from '../../workers/kit/contract.ts';
import type { Bus } from '../platform/bus/bus.ts';
import { createEmbedder } from '../platform/embeddings/create-embedder.ts';
import { createTraceLink } from '../platform/ai/trace-links.ts';
import type { Settings } from '../platform/env.ts';
import type { Database } from '../platform/db/database.ts';
import type { Log } from '../platform/log.ts';
import { createMetrics, type Metrics } from '../platform/metrics/metrics.ts';
import { createMeta } from '../platform/meta/meta.ts';
import type { Storage } from '../platform/storage.ts';
import type { Temporal } from '../platform/temporal.ts';
import { createAudit, type Audit } from './access/audit.ts';
import { createKeys, type Keys } from './access/keys.ts';
import { createRevoked } from './access/revoked.ts';
import { createSigner } from './access/signer.ts';
import { createTokens, type Tokens } from './access/tokens.ts';
import { createApprovals, type Approvals } from './approvals/approvals.ts';
import { createBatches, type Batches } from './batches/batches.ts';
import { createBrands, type Brands } from './brands/brands.ts';
import { createChannelHealth, type ChannelsHealth } from './brands/channel-health.ts';
import { createChannelTokens } from './brands/tokens.ts';
import { createChannels, type Channels } from './brands/channels.ts';
import { createDoctor, type Doctor } from './doctor/doctor.ts';
import { checksOf } from './doctor/checks.ts';
import { createBudgets, type Budgets } from './budgets/budgets.ts';
import { createRunChanges, type RunChanges } from './changes/run-changes.ts';
import { deleteImage } from './gallery/delete.ts';
import type { GeneratedImage, ImageScope } from './gallery/image.ts';
import { createGallery, type Gallery } from './gallery/gallery.ts';
import { createCosts, type Costs } from './generations/costs.ts';
import { createTraceUrl, type TraceUrl } from './generations/trace-url.ts';
import { createKnowledge, type Knowledge } from './knowledge/knowledge.ts';
import { createMemories, type Memories } from './memories/memories.ts';
import { createPhotos, type Photos } from './photos/photos.ts';
import { createPublications, type Publications } from './publications/publications.ts';
import { reportFigures } from './figures/figures.ts';
import { createHistoryPolls } from './progress/history-polls.ts';
import { createPastDurations } from './progress/past-durations.ts';
import { createPreviewLink, type PreviewLink } from './progress/preview-link.ts';
import { createTaskQueues } from './progress/task-queues.ts';
import { createWatchers, type Watchers } from './progress/watchers.ts';
import { createRunFiles, type RunFiles } from './runs/files.ts';
import { createHints } from './runs/hints.ts';
import { decodeRunId } from './runs/run-id.ts';
import { createRuns, type Runs } from './runs/runs.ts';
import { inAllowedBuckets } from './schedules/allowed-buckets.ts';
import { createBackfill, type BackfillSchedule } from './schedules/backfill/backfill.ts';
import { createApplyDeclared, type ApplyDeclared } from './schedules/declared/apply-text.ts';
import { createPreview, type PreviewSchedule } from './schedules/preview/preview.ts';
import { createSchedules, type Schedules } from './schedules/schedules.ts';
import { startablesOf } from './schedules/startables.ts';
import { counting, tellStarts } from './starts.ts';
import { createTimeline, type Timeline } from './timeline/timeline.ts';
import { createUploads, type Uploads } from './uploads.ts';
import { createWorkers } from './workers/workers.ts';

/** What the API can do. */
export interface Services {
  runs: Runs;
  batches: Batches;
  watchers: Watchers;
  timeline: Timeline;
  changes: RunChanges;
  uploads: Uploads;
  schedules: Schedules;
  /** Says when a schedule would be due. */
  previewSchedule: PreviewSchedule;
  /** Runs times of a schedule that have passed without a run. */
  backfillSchedule: BackfillSchedule;
  /** Makes schedules what a file says. */
  applyDeclared: ApplyDeclared;
  costs: Costs;
  budgets: Budgets;
  brands: Brands;
  /** Where brands publish. */
  channels: Channels;
  /** Whether Meta takes what the channels of a brand publish with. */
  channelsHealth: ChannelsHealth;
  photos: Photos;
  /** Pictures that were made. */
  gallery: Gallery & { delete(id: string, scope: ImageScope): Promise<GeneratedImage> };
  /** What was learned, to search. */
  knowledge: Knowledge;
  /** What is known of people. */
  memories: Memories;
  /** What was published, is to be, and may have been. */
  publications: Publications;
  /** Where a run can be looked at in Langfuse. */
  traceUrl: TraceUrl;
  /** What runs ask people. */
  approvals: Approvals;
  keys: Keys;
  tokens: Tokens;
  audit: Audit;
  /** Says what is wrong with the deployment. */
  doctor: Doctor;
  /** A link to an object for a while; throws for a place that this deployment does not allow (any more). */
  link: Storage['link'];
  /** What the input or result of a run has of storage, to look at. */
  runFiles: RunFiles;
  /** A link to a preview that a run shows. */
  previewLink: PreviewLink;
}

interface Platform {
  temporal: Temporal;
  storage: Storage;
  database: Database;
  bus: Bus;
  log: Log;
  settings: Settings;
  /** Where something is kept or worked on. Default: where temporary files are. */
  folders?: readonly string[];
  /** Default: its own, which nobody reads. */
  metrics?: Metrics;
}

/** Builds every service over one platform, for the given contracts. */
export function createServices(platform: Platform, list: readonly WorkflowContract[]): Services {
  const {
    temporal,
    storage,
    database,
    bus,
    log,
    settings,
    folders = [os.tmpdir()],
    metrics = createMetrics(log),
  } = platform;
  const embedder = createEmbedder(settings);
  const startables = startablesOf(list);
  const startable = startables.map(({ name }) => name);
  const contracts = new Map<string, WorkflowContract>([
    ...list.map((contract) => [contract.name, contract] as const),
    ...list.map(({ name }) => [batchName(name), batch] as const),
    ...startable.map((name) => [backfillName(name), backfill] as const),
  ]);
  const hints = createHints(bus, temporal.namespace);
  const workers = createWorkers(bus, temporal.namespace);
  const taskQueues = createTaskQueues(temporal, workers);
  reportFigures(metrics, { temporal, database, bus, taskQueues, contracts: list });
  const polls = createHistoryPolls({ temporal, hints, log, limit: settings.historyPolls });
  const { tokenSecrets, adminKey } = settings.access;
  const approvals = createApprovals(
    {
      temporal,
      database,
      storage,
      bus,
      log,
      settings: settings.approvals,
      signer: createSigner(tokenSecrets),
      revoked: createRevoked(database, adminKey),
    },
    list,
  );
  const runs = createRuns({
    temporal,
    contracts,
    hints,
    taskQueues,
    openDecision: approvals.openOf,
    log,
  });
  const started = tellStarts(metrics, log);
  const batches = createBatches(temporal, storage);
  const backfillSchedule = createBackfill({ temporal, storage, database, startable: new Set(startable) });
  const brands = createBrands(database, storage);
  const schedules = inAllowedBuckets(storage, createSchedules(temporal, database));
  return {
    runs: {
      ...runs,
      start: counting(runs.start, ({ id }, { name }, _input, options) => started(name, decodeRunId(id), options)),
    },
    batches: {
      ...batches,
      start: counting(batches.start, (key, { name }, _inputs, options) => started(batchName(name), key, options)),
    },
    watchers: createWatchers({
      bus,
      log,
      contracts,
      polls,
      past: createPastDurations(temporal, log),
      read: runs.read,
      metrics,
    }),
    changes: createRunChanges({ hints, log, read: runs.read, rows: runs.rows }),
    timeline: createTimeline({ temporal, contracts, polls, log }),
    uploads: createUploads(storage, settings.uploads),
    schedules,
    previewSchedule: createPreview(temporal, schedules),
    backfillSchedule: counting(backfillSchedule, ({ run }, _request, by) => run && started(run.workflow, run.key, by)),
    applyDeclared: createApplyDeclared({ temporal, storage, database, log }, startables),
    costs: createCosts(database),
    budgets: createBudgets(database, new Set(list.map(({ name }) => name))),
    brands,
    channels: createChannels(database, brands, settings),
    channelsHealth: createChannelHealth(createMeta(settings.meta), createChannelTokens(database, settings)),
    knowledge: createKnowledge({ database, embedder, settings, log }),
    memories: createMemories({ database, embedder, settings, log }),
    photos: createPhotos({ temporal, database, log }),
    gallery: {
      ...createGallery(database),
      delete: (id, scope) => deleteImage({ database, storage }, id, scope),
    },
    publications: createPublications({ temporal, database, storage, approvals, schedules, settings, log }, list),
    traceUrl: createTraceUrl(database, createTraceLink(settings.langfuse, log)),
    approvals,
    keys: createKeys(database),
    tokens: createTokens(tokenSecrets, database, adminKey),
    audit: createAudit(database, log),
    doctor: createDoctor(checksOf({ ...platform, contracts: list, workers, folders }), settings.secrets),
    link: storage.link,
    runFiles: createRunFiles({ storage, log }, list),
    previewLink: createPreviewLink(storage),
  };
}
