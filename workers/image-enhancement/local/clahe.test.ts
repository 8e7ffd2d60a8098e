import { describe, expect, test } from 'vitest';
import { equalise, lookUp, tileAxis } from './clahe.ts';

const histogramOf = (counts: Record<number, number>) => Array.from({ length: 256 }, (_, luma) => counts[luma] ?? 0);
const steps = (table: Float32Array) => Array.from(table.subarray(1), (value, index) => value - table[index]!);
const identity = Array.from({ length: 256 }, (_, luma) => luma);

describe('the table of a tile', () => {
  test('of one tone keeps every luma', () => {
    expect([...equalise(histogramOf({ 130: 5000 }), 4)]).toEqual(identity);
  });

  test('without pixels keeps every luma', () => {
    expect([...equalise(histogramOf({}), 4)]).toEqual(identity);
  });

  test.each([0, 1])('with limit %d keeps every luma', (limit) => {
    expect([...equalise(histogramOf({ 100: 10, 140: 30 }), limit)]).toEqual(identity);
  });

  test('of an even histogram stays as it is, to within one step', () => {
    const table = equalise(
      Array.from({ length: 256 }, () => 40),
      3,
    );
    for (const [luma, value] of table.entries()) expect(Math.abs(value - luma)).toBeLessThanOrEqual(1);
  });

  const foggy = Array.from({ length: 256 }, (_, luma) => Math.round(1000 * Math.exp(-(((luma - 120) / 12) ** 2))));

  test.each([1.5, 2, 4, 10])('never falls, and rises by at most %d a step', (limit) => {
    const rises = steps(equalise(foggy, limit));
    expect(Math.min(...rises)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...rises)).toBeLessThanOrEqual(limit * (255 / 256) + 1e-3);
    expect(Math.max(...rises)).toBeGreaterThan(0.9 * Math.min(limit, 8)); // and it uses what it may
  });

  test('stays within 0 and 255', () => {
    const table = equalise(foggy, 10);
    expect(table[0]).toBeGreaterThanOrEqual(0);
    expect(table[255]).toBeLessThanOrEqual(255);
  });

  test('is looked up between its entries', () => {
    const table = Float32Array.from(identity, (luma) => 2 * luma);
    expect(lookUp(table, 0)).toBe(0);
    expect(lookUp(table, 10.25)).toBe(20.5);
    expect(lookUp(table, 255)).toBe(510);
  });
});

describe('the tiles of an axis', () => {
  test.each([1, 2, 31, 32, 63, 64, 255, 1000, 1001, 65_000])('cover all of %d pixels', (length) => {
    const axis = tileAxis(length);
    expect(axis.starts[0]).toBe(0);
    expect(axis.starts.at(-1)).toBe(length);
    expect(axis.tiles).toBe(Math.min(8, Math.max(1, Math.floor(length / 32))));
    expect(axis.weight).toHaveLength(length);
    expect(axis.weight.every((weight) => weight >= 0 && weight <= 1)).toBe(true);
  });

  test('blend without a jump', () => {
    const axis = tileAxis(800);
    const position = Array.from(axis.before, (before, pixel) => {
      return before + (axis.after[pixel]! - before) * axis.weight[pixel]!;
    });
    for (let pixel = 1; pixel < 800; pixel++) {
      expect(position[pixel]! - position[pixel - 1]!).toBeGreaterThanOrEqual(0);
      expect(position[pixel]! - position[pixel - 1]!).toBeLessThan(0.011);
    }
  });
});
