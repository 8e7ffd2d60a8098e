import { ForbiddenError, InvalidInputError, RunAlreadyExistsError, RunNotFoundError } from '../../errors.ts';
import { fileSeconds } from '../approvals/shown-files.ts';
import type { ListFilter, RunFilter } from '../runs/list.ts';
import type { Page } from '../page.ts';
import type { Run } from '../runs/run.ts';
import type { StartedBy } from '../runs/start.ts';
import type { Services } from '../services.ts';
import { assertMay, covers, may, workflowTypesOf, type Permission } from './access.ts';
import { anyone, type Caller } from './caller.ts';
import { guardApprovals, type CallerApprovals } from './guard-approvals.ts';
import { guardBrands, type CallerBrands } from './guard-brands.ts';
import { guardKnowledge, type CallerKnowledge } from './guard-knowledge.ts';
import { guardGallery, type CallerGallery } from './guard-gallery.ts';
import { guardMoney } from './guard-money.ts';
import { guardPublications, type CallerPublications } from './guard-publications.ts';
import { guardSchedules } from './guard-schedules.ts';

type Part<S extends keyof Services, Names extends keyof Services[S]> = Record<S, Pick<Services[S], Names>>;

/** What callers may use at all, each as far as their access goes. A new service is not among it until it is guarded. */
export type CallerServices = Part<'runs', 'get' | 'list' | 'start' | 'started' | 'watched'> &
  Part<'runs', 'cancel' | 'terminate' | 'pause' | 'resume' | 'reset'> &
  Part<'runs', 'parent' | 'children' | 'failures'> &
  Part<'watchers', 'watch'> &
  Part<'changes', 'follow'> &
  Part<'keys', 'create' | 'list' | 'revoke'> &
  Part<'tokens', 'create' | 'revoke'> &
  Part<'doctor', 'examine'> &
  Part<'budgets', 'list' | 'set' | 'delete'> &
  CallerBrands &
  CallerKnowledge &
  CallerGallery &
  Pick<
    Services,
    | 'batches'
    | 'timeline'
    | 'uploads'
    | 'schedules'
    | 'previewSchedule'
    | 'backfillSchedule'
    | 'applyDeclared'
    | 'costs'
    | 'traceUrl'
    | 'audit'
    | 'link'
  > & {
    approvals: CallerApprovals;
    publications: CallerPublications;
    previewLink(key: string): Promise<string>;
    runFiles(run: Run, part: 'input' | 'result'): ReturnType<Services['runFiles']>;
  };

/** Seconds; who shares an execution is not known in it, and so not when they end. */
const longestVisitorLink = 3600;

/**
 * The services as a caller may use them: what the access does not cover is as if it were not there, and what it does not
 * permit throws ForbiddenError. Resolvers are given nothing else, so none of them can forget to ask.
 */
export function guardServices(services: Services, caller: Caller, requestId?: string): CallerServices {
  const { access, actor } = caller;
  const by: StartedBy = { ...(caller !== anyone && { startedBy: actor }), requestId };
  const { runs, batches, watchers, changes, timeline, uploads, keys, tokens, audit, link, previewLink } = services;
  const need = (permission: Permission) => assertMay(access, permission);
  const needWorkflow = (workflow: string) => {
    if (access.workflows && !access.workflows.includes(workflow)) {
      throw new ForbiddenError(`This key or token is not for ${workflow}.`);
    }
  };
  const visible = <R extends Pick<Run, 'id' | 'workflow'>>(run: R | null) => (run && covers(access, run) ? run : null);
  const visibleRows = ({ rows, ...page }: Page<Run>): Page<Run> => ({
    ...page,
    rows: rows.filter(({ node }) => visible(node)),
  });
  const assertVisible = async (id: string) => {
    if (access.runs && !access.runs.includes(id)) throw new RunNotFoundError(id);
    if (access.workflows && !visible(await runs.get(id))) throw new RunNotFoundError(id);
  };
  const assertMayStop = async (id: string) => {
    need('CANCEL');
    await assertVisible(id);
  };
  /** Lists name the workflows, so that pages are as long as they were asked for. */
  const types = workflowTypesOf(access);
  const narrowed = (filter: RunFilter): ListFilter => (types ? { ...filter, workflows: types } : filter);

  /** A link cannot be taken back, so it ends with whom it was made for. */
  const linkSeconds = () => {
    const left = caller.expiresAt ? Math.ceil((caller.expiresAt.getTime() - Date.now()) / 1000) : Infinity;
    return Math.max(1, Math.min(left, may(access, 'LIST') ? Infinity : longestVisitorLink));
  };
  /** An id of one's own choice may be taken by a run that one knows nothing of. */
  const hideOthers = async (error: unknown) => {
    if (!(error instanceof RunAlreadyExistsError) || !access.workflows) return error;
    if (visible(await runs.get(error.runId))) return error;
    return new InvalidInputError([{ path: ['options', 'id'], message: 'This id cannot be used: choose another.' }]);
  };

  return {
    runs: {
      started: (key, workflow) => runs.started(key, workflow),
      watched: (snapshot) => runs.watched(snapshot),
      async get(id) {
        need('WATCH');
        return access.runs && !access.runs.includes(id) ? null : visible(await runs.get(id));
      },
      async list(filter, first, after) {
        need('LIST');
        return runs.list(narrowed(filter), first, after);
      },
      async start(contract, input, options) {
        need('START');
        needWorkflow(contract.name);
        try {
          return await runs.start(contract, input, { ...options, ...by });
        } catch (error) {
          throw await hideOthers(error);
        }
      },
      cancel: async (id, reason) => (await assertMayStop(id), runs.cancel(id, reason)),
      terminate: async (id, reason) => (await assertMayStop(id), runs.terminate(id, reason)),
      pause: async (id, reason) => (await assertMayStop(id), runs.pause(id, reason)),
      resume: async (id, reason) => (await assertMayStop(id), runs.resume(id, reason)),
      async reset(id, to, reason) {
        need('START'); // work is done again
        await assertMayStop(id);
        return runs.reset(id, to, reason);
      },
      parent: async (run) => visible(await runs.parent(run)),
      children: async (run, first, after) => visibleRows(await runs.children(run, first, after)),
      failures: async (run, first, after) => visibleRows(await runs.failures(run, first, after)),
    },
    batches: {
      async select(selection) {
        need('START');
        return batches.select(selection);
      },
      async start(contract, inputs, options, pathOf) {
        need('START');
        needWorkflow(contract.name);
        return batches.start(contract, inputs, { ...options, ...by }, pathOf);
      },
    },
    watchers: {
      watch: (id) =>
        guarded(
          async () => (need('WATCH'), assertVisible(id)),
          () => watchers.watch(id),
        ),
    },
    changes: {
      follow(filter) {
        need('LIST');
        return changes.follow(narrowed(filter));
      },
    },
    timeline: {
      async page(id, first, after) {
        need('WATCH');
        await assertVisible(id);
        return timeline.page(id, first, after);
      },
      follow: (id, after) =>
        guarded(
          async () => (need('WATCH'), assertVisible(id)),
          () => timeline.follow(id, after),
        ),
    },
    uploads: {
      async create(request) {
        need('START');
        return uploads.create(request);
      },
    },
    ...guardSchedules(services, caller, by),
    ...guardMoney(services, caller),
    ...guardBrands(services, caller),
    ...guardKnowledge(services, caller),
    ...guardGallery(services, caller),
    traceUrl: services.traceUrl, // of a run that the caller was shown
    approvals: guardApprovals(services.approvals, caller, linkSeconds),
    publications: guardPublications(services.publications, caller, linkSeconds),
    keys: {
      async create(request) {
        need('ADMINISTER');
        return keys.create(request);
      },
      async list() {
        need('ADMINISTER');
        return keys.list();
      },
      async revoke(id) {
        need('ADMINISTER');
        return keys.revoke(id);
      },
    },
    tokens: {
      async create(request, by) {
        need('GRANT');
        return tokens.create(request, by);
      },
      async revoke(id) {
        need('GRANT');
        return tokens.revoke(id);
      },
    },
    doctor: {
      async examine() {
        need('ADMINISTER');
        return services.doctor.examine();
      },
    },
    audit: {
      record: (event) => audit.record(event),
      async list(page) {
        need('ADMINISTER');
        return audit.list(page);
      },
    },
    async link(location, seconds) {
      need('WATCH');
      return link(location, Math.min(seconds, linkSeconds()));
    },
    /** Of a run that the caller was shown. */
    async runFiles(run, part) {
      need('WATCH');
      return services.runFiles(run, part, Math.min(fileSeconds, linkSeconds()));
    },
    /** Of a run that the caller was shown. */
    async previewLink(key) {
      need('WATCH');
      return previewLink(key, linkSeconds());
    },
  };
}

/** What comes of an iteration that may begin once it has been checked. */
function guarded<T>(check: () => Promise<void>, open: () => AsyncIterable<T>): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator]() {
      let opened: AsyncIterator<T> | undefined;
      let ended = false;
      const over = { done: true, value: undefined } as const;
      return {
        async next() {
          if (!opened && !ended) {
            await check();
            if (!ended) opened = open()[Symbol.asyncIterator]();
          }
          return ended || !opened ? over : opened.next();
        },
        async return() {
          ended = true;
          await opened?.return?.();
          return over;
        },
      };
    },
  };
}
