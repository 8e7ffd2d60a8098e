import type { FileFragment } from '../operations/generated.ts';

/** Pictures side by side, and links to what is none. */
export function Files({ files }: { files: readonly FileFragment[] }) {
  if (files.length === 0) return null;
  return (
    <ul className="files">
      {files.map(({ path, url, picture, problem }) => (
        <li key={path}>
          {url === null ? (
            <p className="hint">
              {path}: {problem}
            </p>
          ) : (
            <>
              {isFilm(url) && <video src={url} controls preload="metadata" aria-label={path} />}
              <a href={url} target="_blank" rel="noreferrer">
                {picture && <img src={url} alt={path} loading="lazy" />}
                <small>{path}</small>
              </a>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Links are signed behind the `?`. */
const isFilm = (url: string) => /\.(mp4|webm|mov|m4v)$/i.test(new URL(url).pathname);
