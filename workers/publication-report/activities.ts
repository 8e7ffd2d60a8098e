import { createMeta } from '../../src/platform/meta/meta.ts';
import { postWebhook, webhookOf } from '../../src/platform/webhook.ts';
import { createBrands } from '../../src/services/brands/brands.ts';
import { createChannelTokens } from '../../src/services/brands/tokens.ts';
import { cut } from '../../src/services/slack-text.ts';
import { implementActivities, type Dependencies } from '../kit/activity.ts';
import { storeResult, storeWork } from '../kit/store.ts';
import { mostBrands, mostReasons, publicationReport } from './contract.ts';
import { gather } from './gather.ts';
import { messageOf } from './message.ts';
import { periodOf } from './period.ts';

/** Characters of a sentence in a result; the stored report has all of it. */
const longestSentence = 300;
const contentType = 'application/json';

/** Reads what a report says, stores it, and has it sent. */
export const createActivities = ({ storage, settings, database, temporal }: Dependencies) =>
  implementActivities(publicationReport, {
    async choose({ brands: keys, dueAt, ...asked }, { fail }) {
      if (!database) return fail('DATABASE_NEEDED', publicationReport.errors.DATABASE_NEEDED);
      const brands = createBrands(database, storage);
      const { rows, hasNextPage } = await brands.list(mostBrands);
      if (!keys && hasNextPage) return fail('TOO_MANY_BRANDS', publicationReport.errors.TOO_MANY_BRANDS);
      const wanted = keys
        ? await Promise.all([...new Set(keys)].toSorted().map((key) => brands.known(key)))
        : rows.map(({ node }) => node);
      return wanted.map(({ id, key, name, timeZone }) => {
        const { from, to, ...days } = periodOf(asked, new Date(dueAt), timeZone);
        return { id, key, name, from: from.toISOString(), to: to.toISOString(), ...days };
      });
    },

    async gather(brand, { report, signal, workKey, fail }) {
      if (!database) return fail('DATABASE_NEEDED', publicationReport.errors.DATABASE_NEEDED);
      const meta = createMeta(settings.meta);
      const tokens = createChannelTokens(database, settings);
      const onRead = (done: number, total: number) =>
        report({ done, total, unit: 'posts', message: `Reading insights of ${brand.name}` });
      const found = await gather(brand, { database, temporal, meta, tokens, signal, onRead });
      const { key, name, firstDay, lastDay } = brand;
      const { runs: _runs, ...told } = found;
      const bytes = toJson({ brand: key, name, firstDay, lastDay, from: brand.from, to: brand.to, ...found });
      const section = await storeWork(storage, `${workKey}/${key}`, bytes, { contentType, signal });
      const reasons = told.reasons.slice(0, mostReasons);
      return {
        report: {
          brand: key,
          name,
          firstDay,
          lastDay,
          ...told,
          reasons: reasons.map((reason) => ({ ...reason, message: cut(reason.message, longestSentence) })),
          notes: told.notes.map((note) => cut(note, longestSentence)),
        },
        section,
      };
    },

    async store({ sections, ...sums }, { run, signal }) {
      const brands: unknown[] = [];
      for (const { key } of sections) {
        brands.push(JSON.parse((await storage.read(storage.own(key), { signal })).toString()));
      }
      const bytes = toJson({ ...sums, brands });
      const place = storage.own(`reports/publications/${run.first}.json`);
      return storeResult(storage, place, bytes, { contentType, signal });
    },

    async send(report, { run, signal }) {
      const webhook = webhookOf(settings.approvals);
      if (!webhook) return { sent: false };
      await postWebhook(webhook, messageOf(run, report), signal);
      return { sent: true };
    },
  });

const toJson = (value: unknown) => Buffer.from(JSON.stringify(value, null, 2));
