import { useState } from 'react';
import { useQuery } from '../api/use-query.ts';
import { Link } from '../app/link.tsx';
import { navigate, useLocation } from '../app/location.ts';
import { BrandsDocument, CalendarDocument, type CalendarQuery } from '../operations/generated.ts';
import { MonthChoice, MonthGrid, thisMonth } from '../parts/month-grid.tsx';
import { Empty, Failed, Loading } from '../parts/states.tsx';
import { schedulePath } from '../schedules/schedule-path.ts';
import { BrandHealthBox } from './brand-health.tsx';
import { PostDialog } from './post-dialog.tsx';

type Entry = NonNullable<CalendarQuery['feedCalendar']>['days'][number]['entries'][number];

/** What brands have published, and what they will. */
export function PostsPage() {
  const { search } = useLocation();
  const params = new URLSearchParams(search);
  const { data, failure, reload } = useQuery(BrandsDocument, {});
  const brands = data?.brands.edges.map(({ node }) => node) ?? [];
  const brand = brands.find(({ key }) => key === params.get('brand')) ?? brands[0];
  const month = params.get('month') ?? thisMonth();
  const go = (change: { brand?: string; month?: string }) => {
    const next = new URLSearchParams({ brand: change.brand ?? brand?.key ?? '', month: change.month ?? month });
    navigate(`/posts?${next.toString()}`, { replace: true });
  };
  return (
    <>
      <div className="page-head">
        <h1>Posts</h1>
        {brands.length > 0 && (
          <select aria-label="Brand" value={brand?.key} onChange={({ target }) => go({ brand: target.value })}>
            {brands.map(({ key, name }) => (
              <option key={key} value={key}>
                {name}
              </option>
            ))}
          </select>
        )}
      </div>
      {failure && <Failed failure={failure} retry={reload} />}
      {!data && !failure && <Loading what="brands" />}
      {data && brands.length === 0 && (
        <Empty>
          There is no brand yet: <code>createBrand</code> makes one.
        </Empty>
      )}
      {brand && (
        <>
          <BrandHealthBox key={brand.key} brand={brand.key} />
          <MonthChoice month={month} onChange={(one) => go({ month: one })} />
          <Calendar key={`${brand.key} ${month}`} brand={brand.key} month={month} />
        </>
      )}
    </>
  );
}

function Calendar({ brand, month }: { brand: string; month: string }) {
  const { data, failure, reload } = useQuery(CalendarDocument, { brand, month });
  const [shown, setShown] = useState<string | null>(null);
  if (failure) return <Failed failure={failure} retry={reload} />;
  if (!data) return <Loading what="the calendar" />;
  if (!data.feedCalendar) return <Empty>There is no such brand.</Empty>;
  const { days, complete, timeZone } = data.feedCalendar;
  const byDate = new Map(days.map(({ date, entries }) => [date, entries]));
  const post = days.flatMap(({ entries }) => entries).find(({ publication }) => publication?.id === shown)?.publication;
  return (
    <>
      <MonthGrid
        month={month}
        label={`Posts of ${brand}`}
        render={(day) => {
          const entries = byDate.get(day) ?? [];
          if (entries.length === 0) return null;
          return (
            <ul className="month-times">
              {entries.map((entry, n) => (
                <li key={n}>
                  <EntryLine entry={entry} onShow={setShown} />
                </li>
              ))}
            </ul>
          );
        }}
      />
      <p className="hint">
        By the clock of {timeZone}.{!complete && ' There is more than is shown.'}
      </p>
      {post && <PostDialog post={post} onClose={() => setShown(null)} onChange={reload} />}
    </>
  );
}

function EntryLine({ entry: { local, publication, schedule }, onShow }: { entry: Entry; onShow(id: string): void }) {
  const time = local.slice(11, 16);
  if (publication) {
    const { id, channel, state, caption, image } = publication;
    return (
      <button type="button" className={`post ${state.toLowerCase()}`} onClick={() => onShow(id)} title={caption}>
        <img src={image} alt="" width="36" height="36" loading="lazy" />
        <span>
          {time} {channel.slice(0, 1)}
          {channel.slice(1).toLowerCase()} <em>{state.toLowerCase()}</em>
        </span>
      </button>
    );
  }
  return schedule ? (
    <Link to={schedulePath(schedule.id)} className="post scheduled">
      {time} {schedule.name}
    </Link>
  ) : (
    <span>{time}</span>
  );
}
