import { numberInWords } from './words.ts';

/** So many have a bar each; of more than that every so manieth has. */
const most = 400;

/** Numbers in their order, as bars from zero. */
export function Bars({ numbers }: { numbers: readonly number[] }) {
  const each = Math.ceil(numbers.length / most);
  const shown = numbers.filter((_one, n) => n % each === 0);
  const [low, high] = [Math.min(0, ...shown), Math.max(0, ...shown)];
  const range = high - low || 1;
  const step = 100 / shown.length;
  const words = `${numbers.length} numbers from ${numberInWords(Math.min(...shown))} to ${numberInWords(Math.max(...shown))}`;
  return (
    <figure className="bars">
      <svg viewBox="0 0 100 30" preserveAspectRatio="none" role="img" aria-label={words}>
        {shown.map((one, n) => (
          <rect
            key={n}
            x={n * step + step * 0.1}
            y={(30 * (high - Math.max(0, one))) / range}
            width={step * 0.8}
            height={(30 * Math.abs(one)) / range}
          >
            <title>{numberInWords(one)}</title>
          </rect>
        ))}
      </svg>
      <figcaption className="hint">{words}</figcaption>
    </figure>
  );
}
