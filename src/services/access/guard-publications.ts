import { PublicationNotFoundError } from '../../errors.ts';
import type { Publication } from '../publications/publication.ts';
import type { PublicationFilter } from '../publications/list.ts';
import type { Publications } from '../publications/publications.ts';
import type { Verdict } from '../publications/verdicts.ts';
import { assertMay, covers, workflowTypesOf } from './access.ts';
import type { Caller } from './caller.ts';
import { assertMayWithBrands } from './guard-brands.ts';

/** What a caller may do with publications. */
export interface CallerPublications extends Pick<
  Publications,
  'list' | 'get' | 'approvalsAbout' | 'standingOf' | 'next' | 'calendar'
> {
  reconcile(id: string): Promise<Publication>;
  settle(id: string, verdict: Verdict): Promise<Publication>;
  /** Of a publication that the caller was shown. */
  imageLink(publication: Publication): Promise<string>;
}

/** Publications as a caller may use them: only those of runs that the access covers are there. */
export function guardPublications(
  publications: Publications,
  { access, actor }: Caller,
  linkSeconds: () => number,
): CallerPublications {
  const types = workflowTypesOf(access);
  const narrowed = (filter: PublicationFilter): PublicationFilter => ({
    ...filter,
    ...(types && { workflows: types }),
    ...(access.runs && { runs: access.runs }),
  });
  const get = async (id: string) => {
    const publication = await publications.get(id);
    if (!publication) return null;
    return covers(access, { id: publication.run, workflow: publication.workflow }) ? publication : null;
  };
  const toDecide = async (id: string) => {
    assertMay(access, 'DECIDE');
    if (!(await get(id))) throw new PublicationNotFoundError();
  };
  return {
    async list(filter, first, after) {
      assertMay(access, 'INSPECT');
      return publications.list(narrowed(filter), first, after);
    },
    async get(id) {
      assertMay(access, 'INSPECT');
      return get(id);
    },
    async standingOf(brand) {
      assertMayWithBrands(access, 'INSPECT');
      return publications.standingOf(brand);
    },
    async next(brand) {
      assertMayWithBrands(access, 'INSPECT');
      return publications.next(brand);
    },
    async calendar(request) {
      assertMayWithBrands(access, 'INSPECT');
      return publications.calendar(request);
    },
    async reconcile(id) {
      await toDecide(id);
      return publications.reconcile(id, actor);
    },
    async settle(id, verdict) {
      await toDecide(id);
      return publications.settle(id, verdict, actor);
    },
    /** Of publications that the caller was shown. */
    async approvalsAbout(ids) {
      assertMay(access, 'DECIDE');
      return publications.approvalsAbout(ids);
    },
    async imageLink(publication) {
      assertMay(access, 'WATCH');
      return publications.imageLink(publication, Math.min(imageSeconds, linkSeconds()));
    },
  };
}

/** Somebody who looks at it does so at once. */
const imageSeconds = 15 * 60;
