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
            <a href={url} target="_blank" rel="noreferrer">
              {picture ? <img src={url} alt={path} loading="lazy" /> : <span className="file-name">{path}</span>}
              {picture && <small>{path}</small>}
            </a>
          )}
        </li>
      ))}
    </ul>
  );
}
