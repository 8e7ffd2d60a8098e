import { useQuery } from '../api/use-query.ts';
import { BrandHealthDocument } from '../operations/generated.ts';
import { Failed, Loading } from '../parts/states.tsx';
import { Time } from '../parts/time.tsx';
import { usd } from '../parts/usd.ts';

/** Whether a brand can go on publishing. */
export function BrandHealthBox({ brand }: { brand: string }) {
  const { data, failure, reload } = useQuery(BrandHealthDocument, { key: brand });
  if (failure) return <Failed failure={failure} retry={reload} />;
  if (!data) return <Loading what="how the brand is" />;
  const health = data.brandHealth;
  if (!health) return null;
  const { photosLeft, failedLastWeek, unconfirmed, monthlyBudgetLeftUsd, nextPost, channels } = health;
  return (
    <section aria-label="Brand health">
      <dl className="facts">
        <Fact name="Photos left" value={photosLeft} bad={photosLeft === 0} />
        <Fact name="Next post" value={nextPost ? <Time at={nextPost.at} /> : 'none'} />
        <Fact name="Unconfirmed" value={unconfirmed} bad={unconfirmed > 0} />
        <Fact name="Failed in a week" value={failedLastWeek} bad={failedLastWeek > 0} />
        {monthlyBudgetLeftUsd !== null && (
          <Fact name="Budget left" value={usd(monthlyBudgetLeftUsd)} bad={monthlyBudgetLeftUsd <= 0} />
        )}
      </dl>
      <ul className="plain">
        {channels.map(({ channel, name, problem, quota }) => (
          <li key={channel.kind}>
            <span className={`badge ${(problem ?? channel.problem) ? 'failed' : 'ok'}`}>
              {channel.kind.toLowerCase()}
            </span>{' '}
            {name ?? channel.account} {quota && <small>{`${quota.used} of ${quota.total} posts today`}</small>}
            {(problem ?? channel.problem) && <p className="problem">{problem ?? channel.problem}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Fact({ name, value, bad = false }: { name: string; value: React.ReactNode; bad?: boolean }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={bad ? 'problem' : undefined}>{value}</dd>
    </div>
  );
}
