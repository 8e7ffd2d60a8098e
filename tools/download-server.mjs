import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { Failure, reasonOf } from './failure.mjs';
import { exists, fetchFile, fetchText, Unreachable } from './fetch-file.mjs';

/** @typedef {import('./servers.mjs').Server} Server */

/** Where releases are; `TEMPOGRAPH_RELEASES_URL` names a mirror with the same paths, for closed networks. */
const releasesUrl = 'https://github.com';

/**
 * Downloads the official release of a server to `out`. The archive is unpacked only after its SHA-256 matched the
 * release's checksums.txt; a release whose checksum is wrong or missing is refused with a Failure.
 * @param {Server} server
 * @param {string} out
 * @param {{ baseUrl?: string, patience?: number }} [options]
 * @returns {Promise<{ ok: true } | { ok: false, reason: string, offline: boolean }>} a reason when there is nothing to download
 */
export async function downloadServer(server, out, { baseUrl = releasesUrl, patience } = {}) {
  const asset = server.asset(process.platform, process.arch);
  if (!asset) return absent(`there is no release for ${process.platform} ${process.arch}`);
  const release = `${baseUrl}/${server.release}`;
  // Beside the target, so that the last step is a rename and never half a file under the final name. The caller's lock
  // makes the fixed name safe, and clears up what a killed download left.
  const scratch = path.join(path.dirname(out), '.download');
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  try {
    const wanted = await publishedChecksum(release, asset, patience);
    if (!wanted) return absent(`${release} does not exist`);
    const archive = path.join(scratch, asset);
    const actual = await fetchFile(`${release}/${asset}`, archive, patience);
    if (!actual) return absent(`${release}/${asset} does not exist`);
    if (actual !== wanted) {
      throw refusal(server, `${release}/${asset} has the checksum ${actual}, but its release says ${wanted}`);
    }
    await unpack(archive, scratch);
    const names = [server.tool, path.join(asset.replace(/\.tar\.gz$/, ''), server.tool)];
    const binary = names.map((name) => path.join(scratch, name)).find((file) => existsSync(file));
    if (!binary) throw refusal(server, `${release}/${asset} does not hold ${names.join(' or ')}`);
    chmodSync(binary, 0o755);
    renameSync(binary, out);
    return { ok: true };
  } catch (error) {
    if (error instanceof Unreachable) return { ok: false, reason: error.message, offline: true };
    throw error;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }

  /**
   * The checksum a release publishes for an asset; null when the whole release is not there.
   * @param {string} release
   * @param {string} asset
   * @param {number} [patience]
   */
  async function publishedChecksum(release, asset, patience) {
    const checksums = await fetchText(`${release}/checksums.txt`, patience);
    if (checksums === null && !(await exists(`${release}/${asset}`, patience))) return null;
    for (const line of (checksums ?? '').split('\n')) {
      const [sum, name] = line.trim().split(/\s+\*?/);
      if (name === asset && /^[0-9a-f]{64}$/i.test(sum ?? '')) return sum?.toLowerCase();
    }
    throw refusal(server, `${release}/checksums.txt has no checksum for ${asset}`);
  }
}

/**
 * @param {string} reason
 * @returns {{ ok: false, reason: string, offline: boolean }}
 */
const absent = (reason) => ({ ok: false, reason, offline: false });

/**
 * @param {Server} server
 * @param {string} why
 */
function refusal(server, why) {
  return new Failure(
    `Refused an unverified download: ${why}; set ${server.variable} to a ${server.tool} ${server.version} you trust.`,
  );
}

/**
 * @param {string} archive
 * @param {string} folder
 */
async function unpack(archive, folder) {
  try {
    await promisify(execFile)('tar', ['-xzf', archive, '-C', folder]);
  } catch (error) {
    throw new Failure(`Could not unpack ${path.basename(archive)} with tar: ${reasonOf(error).trim()}`, {
      cause: error,
    });
  }
}
