import { JobRefused } from '../../../src/platform/jobs/job-messages.ts';
import type { FileFormat } from '../contract/table.ts';

const byExtension: Record<string, FileFormat> = {
  csv: 'CSV',
  tsv: 'TSV',
  tab: 'TSV',
  txt: 'TXT',
  json: 'JSON',
  ndjson: 'NDJSON',
  jsonl: 'NDJSON',
  parquet: 'PARQUET',
  xlsx: 'XLSX',
};

/** What a file is: what it says itself counts more than its name, which counts where it says nothing. */
export function formatOf(key: string, head: Buffer): FileFormat {
  const start = head.toString('latin1');
  if (start.startsWith('PAR1')) return 'PARQUET';
  if (start.startsWith('PK\x03\x04')) return 'XLSX';
  const named = byExtension[/\.([^./]+)$/.exec(key)?.[1]?.toLowerCase() ?? ''];
  if (start.startsWith('\xD0\xCF\x11\xE0')) throw unsupported('It is a workbook of old Excel: save it as XLSX.');
  if (start.startsWith('\x1F\x8B')) throw unsupported('It is compressed: store it unpacked.');
  if (named === 'PARQUET' || named === 'XLSX') {
    throw new JobRefused('DATA_INVALID', `It is named as ${named}, and does not begin as one.`);
  }
  if (named) return named;
  if (/^(\xEF\xBB\xBF)?\s*\[/.test(start)) return 'JSON';
  if (/^(\xEF\xBB\xBF)?\s*\{/.test(start)) return 'NDJSON';
  if (start.includes('\0') && !/^(\xFF\xFE|\xFE\xFF)/.test(start) && !looksLikeUtf16(head)) {
    throw unsupported('It is neither text nor a file that is known here.');
  }
  return 'CSV';
}

const unsupported = (message: string) => new JobRefused('UNSUPPORTED_FORMAT', message);

/** Text of Latin letters has a zero in every other byte. */
export function looksLikeUtf16(head: Buffer): 'UTF_16LE' | 'UTF_16BE' | null {
  const zeros = [0, 0];
  const looked = head.subarray(0, 4096);
  for (let at = 0; at < looked.length; at++) if (looked[at] === 0) zeros[at % 2]!++;
  const [even = 0, odd = 0] = zeros;
  const most = looked.length / 2;
  if (odd > 0.4 * most && even < 0.05 * most) return 'UTF_16LE';
  if (even > 0.4 * most && odd < 0.05 * most) return 'UTF_16BE';
  return null;
}
