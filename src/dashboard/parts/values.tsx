import { useState, type ReactNode } from 'react';
import type { FileFragment } from '../operations/generated.ts';

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

type Links = ReadonlyMap<string, FileFragment>;
type Path = readonly (string | number)[];
type Fields = Record<string, unknown>;

function shown(value: unknown, path: Path, links: Links): ReactNode {
  if (Array.isArray(value)) return <List items={value} path={path} links={links} />;
  if (isFields(value)) {
    return isStored(value) ? <Stored object={value} link={links.get(path.join('.'))} /> : table(value, path, links);
  }
  return <Scalar value={value} />;
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

const firstRows = 20;

function List({ items, path, links }: { items: readonly unknown[]; path: Path; links: Links }) {
  const [all, setAll] = useState(false);
  if (items.length === 0) return <span className="hint">none</span>;
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
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return (
    <>
      <div className="scroll" tabIndex={0} role="region" aria-label={inWords(String(path.at(-1) ?? 'List'))}>
        <table>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {inWords(column)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, n) => (
              <tr key={n}>
                {columns.map((column) => (
                  <td key={column}>{row[column] == null ? '' : shown(row[column], [...path, n, column], links)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
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
  if (typeof value === 'number') return <span className="number">{number.format(value)}</span>;
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

const number = new Intl.NumberFormat('en', { maximumFractionDigits: 6 });
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isStored = ({ bucket, key }: Fields) => typeof bucket === 'string' && typeof key === 'string';

/** `minPhotoDays` as `Min photo days`; what is no such name stays as it is. */
export function inWords(name: string): string {
  if (!/^[a-z][a-zA-Z0-9]*$/.test(name)) return name;
  const words = name.replaceAll(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function bytesInWords(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${unit === 0 ? size : size.toFixed(1)} ${units[unit]}`;
}
