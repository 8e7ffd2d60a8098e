import axe from 'axe-core';
import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { expect } from 'vitest';
import { browserTest as test, browserTime, useBrowser } from '../browser.ts';
import { useFakeAi } from '../fake-ai.ts';
import { useFakeMeta } from '../fake-meta.ts';
import { createFeedClient } from '../feed-client.ts';
import { landscape } from '../fixtures/landscape.ts';
import { useStack } from '../stack.ts';
import { waitFor } from '../wait-for.ts';

const fakes = useFakeAi();
const used = useFakeMeta();
const stack = useStack({
  get env() {
    return { ...fakes.env, ...used.env, TASK_QUEUES: 'media,publishing,ai,data' };
  },
});
const browser = useBrowser();
const feed = () => createFeedClient(stack, fakes, used);

test('a file that is dropped is enhanced, and held against what it was', browserTime, async () => {
  const page = await browser.page();
  await page.goto(`${stack.url}/start`);
  await page.getByRole('link', { name: /imageEnhancement/ }).click();
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  // Nothing is given yet, and the form says where.
  await page.locator('.field.wrong', { hasText: 'Drop a file here' }).getByText('Must be given.').waitFor();
  const file = await attackingPhoto();
  const storage = await holdUploads(page);
  await dropFile(page, file, page.getByText('Drop a file here'));
  await page.getByText(`${path.basename(file)}, `).waitFor();
  const prompt = page.getByLabel('Prompt');
  await prompt.fill('Written meanwhile');
  await storage.asked;
  expect(await page.getByRole('button', { name: 'Start', exact: true }).isDisabled()).toBe(true);
  storage.letGo();
  await page.getByText('is uploaded.').waitFor();
  expect(await prompt.inputValue()).toBe('Written meanwhile');
  await prompt.fill('');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.waitForURL(/\/runs\/./);
  await page.getByText('Completed', { exact: true }).waitFor();
  const after = page.getByAltText('After');
  await after.waitFor();
  await page.getByAltText('Before').waitFor();
  expect(
    await after.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth)),
  ).toBeGreaterThan(100);
  await page.getByRole('link', { name: 'Run again with changes' }).click();
  const key = page.getByLabel('Source: key');
  await waitFor('what the run was given', async () => (await key.inputValue()).includes('uploads/'));
  expect(await hacked(page)).toBe(false);
});

test('data is shown as tables and pictures, and a report stays where it cannot run', browserTime, async () => {
  const rows = Array.from(
    { length: 60 },
    (_none, n) => `2026-01-${String((n % 28) + 1).padStart(2, '0')},${n % 3},${n * n}`,
  );
  const source = await stack.put(Buffer.from(`day,<script>alert(1)</script>,total\n${rows.join('\n')}\n`), 'sales.csv');
  const run = await stack.start('dataAnalysis', { source, analyses: { statistics: {}, correlations: {} } });
  expect((await run.end()).failure).toBeNull();
  const page = await browser.page();
  await page.goto(`${stack.url}/runs/${encodeURIComponent(run.id)}`);
  await page.getByRole('region', { name: 'Statistics' }).getByRole('columnheader', { name: 'Median' }).waitFor();
  const report = page.getByRole('link', { name: /^Html report/i });
  await report.waitFor();
  const address = new URL((await report.getAttribute('href'))!);
  expect(address.origin).not.toBe(stack.url);
  expect([await report.getAttribute('target'), await page.locator('iframe').count()]).toEqual(['_blank', 0]);
  expect(await (await fetch(address)).text()).toContain('<html');
});

test('what a run was given is a form again, choices too', browserTime, async () => {
  const source = await stack.put(Buffer.from('no film'), 'clip.mp4');
  const sampling = { everyNth: { n: 3 } };
  const run = await stack.start('videoProcessing', { source, sampling, output: { contactSheet: {} } });
  const page = await browser.page();
  await page.goto(`${stack.url}/start/videoProcessing?from=${encodeURIComponent(run.id)}`);
  const field = page.getByLabel('N *');
  await waitFor('what was given', async () => (await field.inputValue()) === '3');
  await field.fill('4');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.waitForURL(/\/runs\/./);
  await page.getByText('Every nth').or(page.getByText('EVERY_NTH')).first().waitFor();
});

test('what is shown as chosen is sent, and what misses is said where it is', browserTime, async () => {
  const page = await browser.page();
  await page.goto(`${stack.url}/start/videoProcessing`);
  const which = page.getByLabel('Which');
  expect(await which.inputValue()).toBe('');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  const wrong = page.locator('.field.wrong');
  await wrong.getByText('Choose one.').waitFor();
  await wrong.getByText('Must be given.').waitFor();
  expect(await wrong.count()).toBe(2);
  expect(await wrong.first().evaluate((field) => field.contains(document.activeElement))).toBe(true);
  await which.selectOption('all');
  expect(await page.getByLabel('GraphQL').inputValue()).toContain('all: {}');
  await page.getByLabel('Segments at once').fill('1.5');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await wrong.getByText('Must be a whole number.').waitFor();
});

test('a caption is edited in place, approved, and published as it was edited', browserTime, async () => {
  const client = feed();
  const { key } = await client.brand({ approval: 'ALWAYS', name: 'South' });
  client.answers();
  const page = await browser.page();
  await page.goto(`${stack.url}/approvals`);
  const run = await client.publish(key);
  const caption = page.getByLabel('Caption');
  await caption.waitFor();
  expect(await page.getByAltText('photo').count()).toBe(1);
  const edited = `Met de hand veranderd, ${randomUUID().slice(0, 8)}: deze trui van lamswol ligt klaar voor de herfst.`;
  await caption.fill(edited);
  await page.getByLabel('Comment').fill(`Much better. ${attack}`);
  await page.getByRole('button', { name: /Approve/ }).click();
  expect((await run.end()).failure).toBeNull();
  const published = used.meta.public().map((post) => post.caption);
  expect(published.filter((text) => text.startsWith(edited))).toHaveLength(2);
  await page.getByText(`Much better. ${attack}`).waitFor();

  const other = await client.brand({ name: 'Other' });
  await page.goto(`${stack.url}/posts?brand=${key}`);
  const posts = page.getByRole('button', { name: /live/ });
  await posts.first().waitFor();
  expect(await posts.count()).toBe(2);
  await posts.first().click();
  await page.getByRole('dialog').getByText(edited).waitFor();
  expect(await hacked(page)).toBe(false);
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await page.getByLabel('Brand', { exact: true }).selectOption(other.key);
  await page.getByLabel(`Posts of ${other.key}`).waitFor();
  expect(await posts.count()).toBe(0);
});

/** What must never run, wherever it comes from. */
const attack = '<img src=x onerror="window.hacked=1">';
const hacked = (page: Page) => page.evaluate(() => 'hacked' in window);

/** A photo whose name and EXIF are markup. */
async function attackingPhoto() {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tempograph-'));
  const file = path.join(folder, `${attack} ${randomUUID()}.jpg`);
  await sharp(landscape)
    .withExif({ IFD0: { ImageDescription: attack, Artist: attack } })
    .toFile(file);
  return file;
}

/** Files come to storage only once they are let go. */
async function holdUploads(page: Page) {
  const held = new EventEmitter();
  const [asked, released] = [once(held, 'asked'), once(held, 'let go')];
  await page.route(`${stack.settings.storage.publicEndpoint}/**`, async (route) => {
    if (route.request().method() === 'PUT') {
      held.emit('asked');
      await released;
    }
    await route.continue();
  });
  return { asked, letGo: () => held.emit('let go') };
}

/** As a hand does it: the browser is told of a drag with a file, and where it is let go. */
async function dropFile(page: Page, file: string, onto: Locator) {
  await onto.scrollIntoViewIfNeeded();
  const box = (await onto.boundingBox())!;
  const client = await page.context().newCDPSession(page);
  const data = { items: [], files: [file], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await client.send('Input.dispatchDragEvent', { type, x: box.x + 20, y: box.y + box.height / 2, data });
  }
  await client.detach();
}

const looks = [
  { name: 'desktop', viewport: { width: 1360, height: 850 }, colorScheme: 'light' },
  { name: 'phone', viewport: { width: 360, height: 740 }, colorScheme: 'dark' },
] as const;

test.each(looks)('every page can be used by everybody: $name, $colorScheme', browserTime, async (look) => {
  const page = await browser.page(look);
  const { data } = await stack.graphql(
    `mutation($input: CreateScheduleInput!) { createSchedule(input: $input) { ... on Schedule { id } } }`,
    { input: { name: look.name, spec: { cron: ['30 7 * * 1'] }, action: { publicationReport: {} } } },
  );
  const listed = (await stack.graphql('{ runs(first: 1) { edges { node { id } } } }')).data!['runs'];
  const [first] = (listed as { edges: { node: { id: string } }[] }).edges;
  const schedule = encodeURIComponent((data!['createSchedule'] as { id: string }).id);
  const ids = { run: encodeURIComponent(first!.node.id), schedule };
  const paths = [
    `/runs /runs/${ids.run} /start /start/imageEnhancement /schedules /schedules/${ids.schedule} /schedules/new`,
    '/approvals /posts /costs /doctor /access',
  ].flatMap((line) => line.split(' '));
  const problems: unknown[] = [];
  const origins = new Set<string>();
  page.on('request', (request) => origins.add(new URL(request.url()).origin));
  await page.addInitScript(axe.source);
  const examine = async (at: string) => {
    await waitFor('what there is to load', async () => (await page.locator('.loading').count()) === 0);
    const { violations } = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run());
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    problems.push(...serious.map(({ id, nodes }) => [at, id, nodes[0]?.html]));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
    if (wide) problems.push([at, 'is wider than the screen']);
  };
  for (const at of paths) {
    await page.goto(stack.url + at);
    await page.locator('h1').first().waitFor();
    await examine(at);
  }
  const client = feed();
  const { key } = await client.brand({ approval: 'ALWAYS', name: 'Everybody' });
  client.answers();
  const run = await client.publish(key);
  await page.goto(`${stack.url}/approvals`);
  await page.getByLabel('Caption').waitFor();
  await examine('an approval that is open');
  await page.goto(`${stack.url}/runs/${encodeURIComponent(run.id)}`);
  await page.getByRole('link', { name: 'Decide' }).waitFor();
  await examine('a run that goes on');
  await page.getByRole('button', { name: 'Share …' }).click();
  await page.getByRole('button', { name: 'Make a link' }).click();
  const link = await page.getByLabel('Link').inputValue();
  await examine('a dialog');
  await page.goto(link);
  await page.getByRole('progressbar').waitFor();
  await examine('/share');
  await run.cancel(); // the other look has an approval of its own
  expect(problems).toEqual([]);
  origins.delete(new URL(stack.settings.storage.publicEndpoint!).origin);
  expect([...origins], 'nobody else is asked for anything').toEqual([stack.url]);
});
