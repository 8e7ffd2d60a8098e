import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { processEnv } from '../src/platform/env.ts';
import { findChromium } from '../tools/provide-programs.mjs';

const program = findChromium(processEnv());
if (!program) process.stderr.write('There is no Chromium, so the dashboard is not tried in a browser.\n');

/** A test in a browser; skipped where there is none. A browser beside other tests takes its time. */
export const browserTest = test.skipIf(!program);
export const browserTime = { timeout: 180_000 };

export interface TestBrowser {
  /** A page with cookies and storage of its own. What it complains of fails the test, but for what `expected` matches. */
  page(options?: BrowserContextOptions & { expected?: RegExp }): Promise<Page>;
}

/** Call at the top of a test file: a browser for its tests. */
export function useBrowser(): TestBrowser {
  let browser: Browser | undefined;
  const problems: string[] = [];
  beforeAll(async () => {
    // In containers Chromium has no sandbox of its own, and it only ever loads our page.
    if (program) browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox'] });
  });
  afterEach(async () => {
    for (const context of browser?.contexts() ?? []) await context.close();
    expect(problems.splice(0), 'what the page complains of').toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
  });
  return {
    async page({ expected, ...options } = {}) {
      const context = await browser!.newContext({ viewport: { width: 1280, height: 800 }, ...options });
      context.setDefaultTimeout(60_000);
      const page = await context.newPage();
      const note = (text: string) => expected?.test(text) || problems.push(text);
      page.on('console', (message) => message.type() === 'error' && note(message.text()));
      page.on('pageerror', (error) => note(error.message));
      return page;
    },
  };
}
