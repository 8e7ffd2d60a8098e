import type { CostLineFragment, RunInputQuery } from '../operations/generated.ts';
import { usd } from '../parts/usd.ts';
import { numberInWords } from '../parts/words.ts';

type Cost = NonNullable<RunInputQuery['run']>['cost'];

/** What the models have cost that a run has called. */
export function RunCost({ cost, traceUrl }: { cost: Cost; traceUrl: string | null }) {
  return (
    <section>
      <h2>Cost</h2>
      <p>
        <strong>{usd(cost.usd)}</strong> for {cost.calls} calls
        {cost.unpriced > 0 && <>, of which {cost.unpriced} have no known price</>}.{' '}
        {traceUrl && (
          <a href={traceUrl} target="_blank" rel="noreferrer">
            What went in and came out
          </a>
        )}
      </p>
      {cost.calls > 0 && (
        <div className="cost-tables">
          <CostTable title="Step" lines={cost.byStep} />
          <CostTable title="Model" lines={cost.byModel} />
        </div>
      )}
    </section>
  );
}

export function CostTable({ title, lines }: { title: string; lines: readonly CostLineFragment[] }) {
  const most = Math.max(...lines.map((line) => line.usd), 0.000001);
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={`Cost by ${title.toLowerCase()}`}>
      <table>
        <thead>
          <tr>
            <th scope="col">{title}</th>
            <th scope="col" className="number">
              Cost
            </th>
            <th scope="col" className="number">
              Calls
            </th>
            <th scope="col" className="number">
              Tokens in, out
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.key ?? ''}>
              <th scope="row">
                {line.key ?? 'none'}
                <span className="share-bar" style={{ transform: `scaleX(${line.usd / most})` }} />
              </th>
              <td className="number">{usd(line.usd)}</td>
              <td className="number">{numberInWords(line.calls)}</td>
              <td className="number">
                {numberInWords(line.inputTokens)}, {numberInWords(line.outputTokens)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
