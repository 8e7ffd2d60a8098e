import { PhotoNotFreeError } from '../../src/errors.ts';
import { createBrands } from '../../src/services/brands/brands.ts';
import { recentPosts } from '../../src/services/publications/recent.ts';
import { reportPublication } from '../../src/services/publications/report.ts';
import { implementActivities, type Dependencies } from '../kit/activity.ts';
import { createPublishing } from './activities/publishing.ts';
import { createTools } from './activities/tools.ts';
import { checkPost } from './check.ts';
import { feedPublication } from './contract.ts';
import { lookAtPhoto } from './look.ts';
import { postText } from './post-text.ts';
import { toChannelImage } from './prepare.ts';
import { orUnreadable, readPhoto } from './read-photo.ts';
import { writeCaption } from './write.ts';

/** Captions that a new one is compared with. */
const remembered = 60;

/** The effects of a publication on photos, storage, the ledger, and on what people see. */
export function createActivities(dependencies: Dependencies) {
  const { storage, settings, prompts } = dependencies;
  const tools = createTools(dependencies);

  const recent = ({ brand }: { brand: { id: string } }, run: string) =>
    recentPosts(tools().database, { brand: brand.id, run, limit: remembered });

  return implementActivities(feedPublication, {
    ...createPublishing(tools),

    async reserve({ brand: key, photo }, { run, fail }) {
      const { database, reservations } = tools();
      const brand = await createBrands(database, storage).known(key);
      // One of two that is to be connected again is planned for all the same: it fails with what is to be done, or works by then.
      if (!brand.channels.some(({ state }) => state === 'OK')) {
        const problems = brand.channels.map(({ kind, problem }) => `${kind}: ${problem}`).join(' ');
        fail(
          'BRAND_NOT_CONNECTED',
          `The brand has no channel that can be published to. ${problems || 'Use connectChannel.'}`,
        );
      }
      const reserved = await reservations.reserve({ brand: brand.id, run, photo: photo ?? null });
      const channels = brand.channels.map(({ kind, account }) => ({ kind, account }));
      return { brand: { ...brand, channels }, photo: reserved };
    },

    async look(job, { ai, preview, signal }) {
      preview(await readPhoto(storage, job.photo.source, signal));
      return lookAtPhoto(job, ai, prompts);
    },

    async write(job, { ai, report, run }) {
      const earlier = await recent(job, run.first);
      const captions = earlier.map(({ caption }) => caption);
      const draft = await writeCaption(job, captions, ai, prompts);
      report({ message: draft.caption });
      return draft;
    },

    check: async (job, { run }) => checkPost(job, await recent(job, run.first)),

    async prepare({ brand, photo, draft }, { run, signal, report, preview }) {
      report({ message: draft.caption });
      const bytes = await readPhoto(storage, photo.source, signal);
      const prepared = [];
      for (const { kind } of brand.channels) {
        const image = await orUnreadable(() => toChannelImage(bytes, kind));
        preview(image.bytes);
        const place = storage.own(`publications/${run.first}/${kind.toLowerCase()}-${image.sha256.slice(0, 16)}.jpg`);
        const contentType = 'image/jpeg';
        const { etag } = await storage.write(place, image.bytes, { contentType, signal });
        const stored = { ...place, contentType, etag, bytes: image.bytes.length, sha256: image.sha256 };
        prepared.push({ channel: kind, text: postText(draft, brand.link), image: stored });
      }
      return prepared;
    },

    async plan({ brand, photo, draft, prepared }, { run }) {
      const { ledger, reservations } = tools();
      // A run that was reset to here may have given its photo back, and have another by now.
      const { id: held } = await reservations.reserve({ brand: brand.id, run, photo: photo.id });
      if (held !== photo.id) throw new PhotoNotFreeError('The run was given another photo since. Start a new one.');
      return Promise.all(
        prepared.map(async ({ channel, text, image: { key, bytes, sha256 } }) => {
          const { account } = brand.channels.find(({ kind }) => kind === channel)!;
          const { id } = await ledger.plan({
            run: run.first,
            workflowId: run.workflowId,
            workflow: run.workflow,
            channel,
            brand: brand.id,
            photo: photo.id,
            account,
            caption: text,
            altText: draft.altText,
            image: { key, bytes, sha256 },
          });
          return { id, channel };
        }),
      );
    },

    async report({ brand, outcome, failure }, { run, signal }) {
      const { database } = tools();
      const sent = await reportPublication({ run, brand, outcome, failure }, { database, settings, signal });
      return { sent };
    },

    async release({ passedOver }, { run }) {
      await tools().reservations.release({ run: run.first, passedOver });
      return {};
    },
  });
}
