import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { createRandom } from './random.ts';

/** What is wrong with every so many rows, in turn. */
const wrong = [
  (n: number) => `${n},2026-01-02,north,many,1.5,0.5,true,text`,
  (n: number) => `${n},2026-01-02,north`,
  (n: number) => `${n},2026-01-02,north,1,1.5,0.5,true,text,more`,
  (n: number) => `${n},2026-01-02,"nor"th,1,1.5,0.5,true,text`,
  (n: number) => `${n},yesterday,north,1,1.5,0.5,true,text`,
];
const perChunk = 5000;

/** Writes a table as CSV, of which every `broken`th row is broken; 0: none. Returns the lines of these, from 1. */
export async function writeTable(
  output: Writable,
  { rows, broken }: { rows: number; broken: number },
): Promise<number[]> {
  const { integer } = createRandom(5);
  const lines: number[] = [];
  let line = 2;
  let chunk = 'id,day,region,amount,price,score,flag,note\n';
  for (let n = 0; n < rows; n++) {
    let text: string;
    if (broken > 0 && n % broken === broken - 1) {
      lines.push(line);
      text = wrong[lines.length % wrong.length]!(n);
    } else {
      // Some cells have two lines.
      const note = n % 997 === 0 ? `"two\nlines"` : `text${n % 5000}`;
      const day = `20${10 + (n % 15)}-${String(1 + (n % 12)).padStart(2, '0')}-${String(1 + (n % 28)).padStart(2, '0')}`;
      const [price, score] = [integer(0, 1_000_000) / 10_000, integer(-300_000, 300_000) / 100_000];
      text = `${n},${day},${['north', 'south', 'east', 'west'][n % 4]},${(n * 7919) % 10_007},${price},${score},${n % 3 > 0},${note}`;
    }
    line += text.includes('\n') ? 2 : 1;
    chunk += `${text}\n`;
    if (n % perChunk > 0 && n < rows - 1) continue;
    if (!output.write(chunk)) await once(output, 'drain');
    chunk = '';
  }
  return lines;
}
