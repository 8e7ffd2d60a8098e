import type { FileFragment } from '../operations/generated.ts';
import { inWords } from './words.ts';

/** Pictures and films side by side, and then links to what is neither, such as reports. */
export function Files({ files }: { files: readonly FileFragment[] }) {
  const told = files.filter((file) => !isSmallCopy(file, files));
  const shown = told.filter((file) => file.picture || isFilm(file));
  const others = told.filter((file) => !shown.includes(file));
  return (
    <>
      {shown.length > 0 && (
        <ul className="files">
          {shown.map((file) => (
            <li key={file.path}>
              <Shown file={file} />
            </li>
          ))}
        </ul>
      )}
      {others.length > 0 && (
        <ul className="documents">
          {others.map(({ path, url, problem }) => (
            <li key={path}>
              {url === null ? (
                <span className="hint">
                  {nameOf(path)}: {problem}
                </span>
              ) : (
                <a href={url} target="_blank" rel="noreferrer" className="button small">
                  {nameOf(path)} <small>{fileOf(url)}</small>
                </a>
              )}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Shown({ file: { path, url, picture } }: { file: FileFragment }) {
  return (
    <>
      {!picture && <video src={url!} controls preload="metadata" aria-label={nameOf(path)} />}
      <a href={url!} target="_blank" rel="noreferrer">
        {picture && <img src={url!} alt={nameOf(path)} loading="lazy" />}
        <small>{nameOf(path)}</small>
      </a>
    </>
  );
}

/** A thumbnail beside its picture. */
function isSmallCopy({ path, picture }: FileFragment, files: readonly FileFragment[]): boolean {
  if (!picture || !/(^|\.)thumbnail$/.test(path)) return false;
  const record = path.replace(/thumbnail$/, '');
  return files.some((file) => file.picture && file.path !== path && file.path.startsWith(record));
}

/** `charts.0.png` as `Charts 1 png`. */
const nameOf = (path: string) =>
  path
    .split('.')
    .map((part, n) => (/^\d+$/.test(part) ? Number(part) + 1 : n === 0 ? inWords(part) : inWords(part).toLowerCase()))
    .join(' ');

/** Links are signed behind the `?`. */
const pathOf = (url: string) => new URL(url).pathname;
const fileOf = (url: string) => decodeURIComponent(pathOf(url).split('/').at(-1) ?? '');
const isFilm = ({ url }: FileFragment) => url !== null && /\.(mp4|webm|mov|m4v)$/i.test(pathOf(url));
