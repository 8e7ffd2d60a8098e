import { useState } from 'react';
import { useQuery } from '../api/use-query.ts';
import { useMay } from '../app/viewer.tsx';
import { BudgetsDocument, CostsDocument, type CostLineFragment } from '../operations/generated.ts';
import { Empty, Failed, Loading } from '../parts/states.tsx';
import { usd } from '../parts/usd.ts';
import { CostTable } from '../run/cost.tsx';

const periods = [
  { days: 7, title: '7 days' },
  { days: 30, title: '30 days' },
  { days: 90, title: '90 days' },
] as const;

/** What models have cost, by day, workflow, model and step. */
export function CostsPage() {
  const [days, setDays] = useState<number>(30);
  const [to] = useState(() => new Date(Math.ceil(Date.now() / 60_000) * 60_000));
  const from = new Date(to.getTime() - days * 86_400_000);
  const { data, failure, reload } = useQuery(CostsDocument, { from: from.toISOString(), to: to.toISOString() });
  const may = useMay();
  const total = data?.days.reduce((sum, line) => sum + line.usd, 0) ?? 0;
  const empty = data?.days.length === 0;
  return (
    <>
      <div className="page-head">
        <h1>Costs</h1>
        <select aria-label="Period" value={days} onChange={({ target }) => setDays(Number(target.value))}>
          {periods.map((period) => (
            <option key={period.days} value={period.days}>
              Last {period.title}
            </option>
          ))}
        </select>
      </div>
      {failure && <Failed failure={failure} retry={reload} />}
      {!data && !failure && <Loading what="costs" />}
      {empty && <Empty>No model was called in this time.</Empty>}
      {data && !empty && (
        <>
          <section>
            <h2>{usd(total)} in all</h2>
            <DayBars lines={data.days} from={from} days={days} />
          </section>
          <section>
            <div className="cost-tables">
              <CostTable title="Workflow" lines={data.workflows} />
              <CostTable title="Model" lines={data.models} />
              <CostTable title="Step" lines={data.steps} />
            </div>
          </section>
        </>
      )}
      {may('ADMINISTER') && <Budgets />}
    </>
  );
}

function DayBars({ lines, from, days }: { lines: readonly CostLineFragment[]; from: Date; days: number }) {
  const byDay = new Map(lines.map((line) => [line.key, line.usd]));
  const all = Array.from({ length: days + 1 }, (_none, n) => {
    const day = new Date(from.getTime() + n * 86_400_000).toISOString().slice(0, 10);
    return { day, amount: byDay.get(day) ?? 0 };
  });
  const most = Math.max(...all.map(({ amount }) => amount), 0.000001);
  const step = 100 / all.length;
  return (
    <figure className="day-bars">
      <svg viewBox="0 0 100 30" preserveAspectRatio="none" role="img" aria-label={`Costs by day, at most ${usd(most)}`}>
        {all.map(({ day, amount }, n) => (
          <rect
            key={day}
            x={n * step + step * 0.1}
            y={30 - (29 * amount) / most}
            width={step * 0.8}
            height={(29 * amount) / most}
          >
            <title>{`${day}: ${usd(amount)}`}</title>
          </rect>
        ))}
      </svg>
      <figcaption className="hint">
        <span>{all[0]?.day}</span>
        <span>at most {usd(most)} a day</span>
        <span>{all.at(-1)?.day}</span>
      </figcaption>
    </figure>
  );
}

function Budgets() {
  const { data, failure, reload } = useQuery(BudgetsDocument, {});
  if (failure) return <Failed failure={failure} retry={reload} />;
  if (!data || data.budgets.length === 0) return null;
  return (
    <section>
      <h2>Budgets</h2>
      <ul className="plain">
        {data.budgets.map(({ id, limitUsd, spentUsd, reservedUsd, period, workflow, label }) => {
          const used = limitUsd > 0 ? Math.min(1, (spentUsd + reservedUsd) / limitUsd) : 1;
          return (
            <li key={id} className="budget">
              <span>
                {[workflow, label && `${label.key}=${label.value}`].filter(Boolean).join(', ') || 'everything'}, a{' '}
                {period.toLowerCase()}
              </span>
              <span className="number">
                {usd(spentUsd)} of {usd(limitUsd)}
              </span>
              <div className={used >= 1 ? 'bar failed' : 'bar'} aria-hidden="true">
                <div className="bar-filling" style={{ transform: `scaleX(${used})` }} />
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
