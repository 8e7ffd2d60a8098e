import { useState, type ReactNode } from 'react';
import type { FileFragment } from '../operations/generated.ts';
import { Bars } from './bars.tsx';
import { isNumber, RecordTable } from './record-table.tsx';
import { bytesInWords, inWords, numberInWords } from './words.ts';

interface ValuesProps {
  value: unknown;
  /** Links to what of it is in storage. */
  files?: readonly FileFragment[];
}

/** Any JSON as tables that one can read. Whatever it says is shown as text. */
export function Values({ value, files = [] }: ValuesProps) {
  if (value === null || value === undefined) return <p className="hint">Nothing.</p>;
  return <div className="values">{shown(value, [], new Map(files.map((file) => [file.path, file])))}</div>;
}

/** Of a list, before somebody asks for all of it. */
const firstRows = 20;
/** Numbers that say more as bars. */
const fewestBars = 5;
/** Fields inside of a table that may stand open in it, and that may stand in a table at all. */
const mostFields = 12;
const mostReadable = 80;

type Links = ReadonlyMap<string, FileFragment>;
type Path = readonly (string | number)[];
type Fields = Record<string, unknown>;

function shown(value: unknown, path: Path, links: Links): ReactNode {
  if (Array.isArray(value)) return <List items={value} path={path} links={links} />;
  if (!isFields(value)) return <Scalar value={value} />;
  if (isStored(value)) return <Stored object={value} link={links.get(path.join('.'))} />;
  if (path.length === 0) return table(value, path, links);
  if (isShort(value)) return <Pairs value={value} />;
  const fields = leaves(value);
  return fields > mostFields ? (
    <Folded value={value} fields={fields} path={path} links={links} />
  ) : (
    table(value, path, links)
  );
}

function table(value: Fields, path: Path, links: Links) {
  const entries = Object.entries(value).filter(([, one]) => one !== undefined && one !== null);
  if (entries.length === 0) return <span className="hint">empty</span>;
  return (
    <dl>
      {entries.map(([name, one]) => (
        <div key={name}>
          <dt>{inWords(name)}</dt>
          <dd>{shown(one, [...path, name], links)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A few numbers or words, as width and height: in one line. */
function Pairs({ value }: { value: Fields }) {
  return Object.entries(value).map(([name, one]) => (
    <span key={name} className="pair">
      <small>{inWords(name)}</small> <Scalar value={one} />
    </span>
  ));
}

/** Much that belongs together is there for whoever opens it; what is made for programs as it is. */
function Folded({ value, fields, path, links }: { value: Fields; fields: number; path: Path; links: Links }) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{fields} fields</summary>
      {open && fields <= mostReadable && table(value, path, links)}
      {open && fields > mostReadable && <pre className="code">{JSON.stringify(value, null, 2)}</pre>}
    </details>
  );
}

function List({ items, path, links }: { items: readonly unknown[]; path: Path; links: Links }) {
  const [all, setAll] = useState(false);
  if (items.length === 0) return <span className="hint">none</span>;
  if (items.length >= fewestBars && items.every(isNumber)) return <Bars numbers={items} />;
  const some = all ? items : items.slice(0, firstRows);
  const rows = some.filter(isFields);
  const more = items.length > some.length && (
    <button type="button" className="small" onClick={() => setAll(true)}>
      All {items.length}
    </button>
  );
  if (rows.length < some.length || rows.some(isStored)) {
    return (
      <>
        <ul className="plain">
          {some.map((item, n) => (
            <li key={n}>{shown(item, [...path, n], links)}</li>
          ))}
        </ul>
        {more}
      </>
    );
  }
  return (
    <>
      <RecordTable
        rows={rows}
        label={inWords(String(path.at(-1) ?? 'List'))}
        cell={(value, row, column) => shown(value, [...path, row, column], links)}
      />
      {more}
    </>
  );
}

function Stored({ object, link }: { object: Fields; link: FileFragment | undefined }) {
  const place = `${String(object['bucket'])}/${String(object['key'])}`;
  const facts = [
    typeof object['bytes'] === 'number' ? bytesInWords(object['bytes']) : '',
    typeof object['contentType'] === 'string' ? object['contentType'] : '',
  ].filter(Boolean);
  return (
    <span className="breakable">
      {link?.url ? (
        <a href={link.url} target="_blank" rel="noreferrer">
          {place}
        </a>
      ) : (
        place
      )}
      {facts.length > 0 && <small className="hint"> {facts.join(', ')}</small>}
    </span>
  );
}

function Scalar({ value }: { value: unknown }) {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return <span className="number">{numberInWords(value)}</span>;
  const text = String(value);
  // Only these lead somewhere; anything else that looks like a link is a text.
  if (/^https?:\/\/\S+$/.test(text)) {
    return (
      <a href={text} target="_blank" rel="noreferrer" className="breakable">
        {text}
      </a>
    );
  }
  return <span className="text">{text}</span>;
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isStored = ({ bucket, key }: Fields) => typeof bucket === 'string' && typeof key === 'string';
const isShort = (value: Fields) => {
  const inside = Object.values(value);
  return inside.length > 0 && inside.length <= 4 && inside.every((one) => isNumber(one) || isWord(one));
};
const isWord = (value: unknown) => typeof value === 'string' && value.length <= 20;

/** How much there is in it, down to its last list. */
const leaves = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? Object.values(value).reduce((sum: number, one: unknown) => sum + leaves(one), 0)
    : 1;
