import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder of this test, removed after it. */
export function scratchFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tempograph-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes an executable shell script and returns its path. */
export function script(file: string, ...lines: string[]): string {
  writeFileSync(file, ['#!/bin/sh', ...lines, ''].join('\n'), { mode: 0o755 });
  return file;
}
