import { describe, expect, test } from 'vitest';
import { luma } from './luma.ts';
import type { Pixels } from './pixels.ts';
import { applyTone, type ToneSettings } from './tone.ts';

const neutral: ToneSettings = { autoLevels: false, clahe: 0, gamma: 1, saturation: 1, sharpen: 0 };

type Colour = readonly [number, number, number] | readonly [number, number, number, number];

function picture(width: number, height: number, colourAt: (x: number, y: number) => Colour): Pixels {
  const channels = colourAt(0, 0).length;
  const data = new Uint8Array(width * height * channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set(colourAt(x, y), (y * width + x) * channels);
  }
  return { data, width, height, channels };
}

/** Changes nothing given: works on a copy. */
function toned(pixels: Pixels, settings: Partial<ToneSettings>): Pixels {
  const copy = { ...pixels, data: Uint8Array.from(pixels.data) };
  applyTone(copy, { ...neutral, ...settings }, () => undefined);
  return copy;
}

const lumas = ({ data, channels }: Pixels) =>
  Array.from({ length: data.length / channels }, (_, pixel) => {
    const at = pixel * channels;
    return luma(data[at]!, data[at + 1]!, data[at + 2]!);
  });
const deviation = (values: number[]) => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
};
const grey = (value: number): Colour => [value, value, value];
/** Repeatable noise between 0 and 1. */
const noise = (x: number, y: number) => Math.abs(Math.sin(x * 12.9898 + y * 78.233) * 43_758.5453) % 1;

const foggy = picture(200, 160, (x, y) => {
  const value = Math.round(120 + 12 * Math.sin(x / 9) * Math.cos(y / 7) + 6 * noise(x, y));
  return [value, value - 8, value - 15];
});
const colourful = picture(64, 48, (x, y) => [x * 4, 255 - y * 5, Math.round(255 * noise(x, y))]);

describe('neutral settings', () => {
  test('leave every pixel', () => {
    expect(toned(colourful, {}).data).toEqual(colourful.data);
  });
});

describe('a picture of one tone', () => {
  test.each([0, 1, 77, 128, 254, 255])('of %d stays so, whatever is asked', (value) => {
    const constant = picture(70, 70, () => grey(value));
    const result = toned(constant, { autoLevels: true, clahe: 4, sharpen: 2, saturation: 2 });
    for (const channel of result.data) expect(Math.abs(channel - value)).toBeLessThanOrEqual(1);
  });
});

describe('auto levels', () => {
  test('stretch a foggy picture, but no further than noise allows', () => {
    const before = deviation(lumas(foggy));
    const after = deviation(lumas(toned(foggy, { autoLevels: true })));
    expect(after).toBeGreaterThan(2 * before);
    expect(after).toBeLessThan(2.8 * before);
  });

  test('leave a picture that has all tones', () => {
    const ramp = picture(256, 40, (x) => grey(x));
    expect(toned(ramp, { autoLevels: true }).data).toEqual(ramp.data);
  });

  test('do not look at what is transparent', () => {
    const framed = picture(60, 60, (x) => (x < 30 ? [0, 0, 0, 0] : [100 + x, 100 + x, 100 + x, 255]));
    const result = toned(framed, { autoLevels: true });
    const [edge] = [result.data[30 * 4]!];
    expect(edge).not.toBe(130);
    expect(result.data.filter((_, at) => at % 4 === 3)).toEqual(framed.data.filter((_, at) => at % 4 === 3));
  });
});

describe('CLAHE', () => {
  test('raises local contrast within its limit', () => {
    const before = deviation(lumas(foggy));
    expect(deviation(lumas(toned(foggy, { clahe: 2 })))).toBeGreaterThan(1.4 * before);
    expect(deviation(lumas(toned(foggy, { clahe: 2 })))).toBeLessThan(2.1 * before);
    expect(deviation(lumas(toned(foggy, { clahe: 3 })))).toBeGreaterThan(deviation(lumas(toned(foggy, { clahe: 2 }))));
  });

  test('keeps the order of tones inside one tile', () => {
    const small = picture(60, 60, (x, y) => grey(Math.round(60 + x + 30 * noise(x, y)))); // one tile
    const before = lumas(small);
    const after = lumas(toned(small, { clahe: 3 }));
    const byTone = new Map<number, number>();
    for (const [index, tone] of before.entries()) {
      expect(byTone.get(tone) ?? after[index]).toBe(after[index]);
      byTone.set(tone, after[index]!);
    }
    const inOrder = [...byTone].toSorted(([a], [b]) => a - b).map(([, tone]) => tone);
    expect(inOrder).toEqual(inOrder.toSorted((a, b) => a - b));
  });
});

describe('colours', () => {
  test('gamma above 1 brightens, below 1 darkens, and black and white stay', () => {
    const ramp = picture(256, 8, (x) => grey(x));
    const [brighter, darker] = [lumas(toned(ramp, { gamma: 2 })), lumas(toned(ramp, { gamma: 0.5 }))];
    expect([brighter[0], brighter[128], brighter[255]]).toEqual([0, 181, 255]);
    expect([darker[0], darker[128], darker[255]]).toEqual([0, 64, 255]);
  });

  test('saturation 0 is grey of the same luma', () => {
    const { data } = toned(colourful, { saturation: 0 });
    const expected = lumas(colourful);
    for (const [pixel, value] of expected.entries()) {
      expect([...data.subarray(pixel * 3, pixel * 3 + 3)]).toEqual([value, value, value]);
    }
  });

  test('more saturation keeps luma and hue, also where a channel is full', () => {
    const result = toned(colourful, { saturation: 2 });
    const before = lumas(colourful);
    for (const [pixel, value] of lumas(result).entries())
      expect(Math.abs(value - before[pixel]!)).toBeLessThanOrEqual(2);
    const [red, green, blue] = toned(
      picture(4, 4, () => [200, 100, 60]),
      { saturation: 1.3 },
    ).data;
    expect((green! - blue!) / (red! - blue!)).toBeCloseTo(40 / 140, 1);
    expect(red! - blue!).toBeGreaterThan(170);
  });

  test('greys stay grey', () => {
    const ramp = picture(256, 40, (x, y) => grey((x + y) % 256));
    const { data } = toned(ramp, { autoLevels: true, clahe: 3, gamma: 1.4, saturation: 3, sharpen: 2 });
    for (let at = 0; at < data.length; at += 3)
      expect(data[at] === data[at + 1] && data[at] === data[at + 2]).toBe(true);
  });
});

describe('sharpening', () => {
  const edge = picture(40, 20, (x) => grey(x < 20 ? 100 : 150));

  test('overshoots at an edge and leaves flat parts', () => {
    const after = lumas(toned(edge, { sharpen: 1.5 })).slice(0, 40);
    expect(after[0]).toBe(100);
    expect(after[39]).toBe(150);
    expect(after[19]).toBeLessThan(95);
    expect(after[20]).toBeGreaterThan(155);
  });

  test('is limited, so that halos stay small', () => {
    const hard = picture(40, 20, (x) => grey(x < 20 ? 60 : 200));
    const after = lumas(toned(hard, { sharpen: 10 }));
    expect(Math.max(...after)).toBeLessThanOrEqual(225);
    expect(Math.min(...after)).toBeGreaterThanOrEqual(10);
  });

  test('is the same across and down', () => {
    const turned = picture(20, 40, (_x, y) => grey(y < 20 ? 100 : 150));
    const across = lumas(toned(edge, { sharpen: 2 })).slice(0, 40);
    const down = lumas(toned(turned, { sharpen: 2 })).filter((_, at) => at % 20 === 0);
    expect(down).toEqual(across);
  });
});

describe('odd sizes', () => {
  test.each([
    [1, 1],
    [1, 90],
    [90, 1],
    [3, 2],
    [257, 65],
  ])('%d x %d', (width, height) => {
    const small = picture(width, height, (x, y) => [(x * 7) % 256, (y * 11) % 256, 90]);
    const rows: number[] = [];
    const all: ToneSettings = { autoLevels: true, clahe: 2, gamma: 1.2, saturation: 1.2, sharpen: 10 };
    applyTone(small, all, (done) => rows.push(done));
    expect(rows.at(-1)).toBe(2 * height);
    expect(rows).toEqual(rows.toSorted((a, b) => a - b));
  });
});
