/**
 * The servers that have no npm package: where they come from and how they are recognised.
 * @typedef {object} Server
 * @property {string} tool file name of the binary, and the folder of its go.mod below tools/
 * @property {string} version the version that is fetched or built
 * @property {string} variable environment variable with the path of a binary to use instead
 * @property {RegExp} versionPattern finds the version in what `--version` prints
 * @property {string} goPackage the package that `go build` builds
 * @property {string} ldflags
 * @property {string} release folder of the official release, below `releasesUrl`
 * @property {(platform: string, arch: string) => string | null} asset name of the release's archive for a machine
 * @property {(env: NodeJS.ProcessEnv) => boolean} replaced whether the environment names a server to use instead
 */

/** The Go that tools/*\/go.mod ask for. */
export const goVersion = '1.26.4';

/** @type {Server} */
export const temporal = {
  tool: 'temporal',
  version: '1.8.2',
  variable: 'TEMPORAL_CLI_PATH',
  versionPattern: /temporal version (\d+\.\d+\.\d+)/,
  goPackage: 'github.com/temporalio/cli/cmd/temporal',
  ldflags: '-s -w -X github.com/temporalio/cli/internal/temporalcli.Version=1.8.2',
  release: 'temporalio/cli/releases/download/v1.8.2',
  asset: (platform, arch) => machine(platform, arch, 'temporal_cli_1.8.2', ['linux', 'darwin'], ['amd64', 'arm64']),
  replaced: (env) => Boolean(env.TEMPORAL_ADDRESS),
};

/** @type {Server} */
export const versitygw = {
  tool: 'versitygw',
  version: '1.7.0',
  variable: 'VERSITYGW_PATH',
  // A build from source prints "git": its age is unknown, so one on PATH is not used.
  versionPattern: /Version\s*:\s*v?(\d+\.\d+\.\d+)/,
  goPackage: 'github.com/versity/versitygw/cmd/versitygw',
  ldflags: '-s -w',
  release: 'versity/versitygw/releases/download/v1.7.0',
  asset: (platform, arch) => machine(platform, arch, 'versitygw_v1.7.0', ['Linux', 'Darwin'], ['x86_64', 'arm64']),
  replaced: (env) =>
    Boolean(
      env.S3_ENDPOINT ||
      (env.S3_BUCKET && (env.AWS_ACCESS_KEY_ID || env.AWS_PROFILE || env.AWS_WEB_IDENTITY_TOKEN_FILE)),
    ),
};

export const servers = [temporal, versitygw];

/**
 * @param {string} platform
 * @param {string} arch
 * @param {string} prefix
 * @param {[linux: string, darwin: string]} systems
 * @param {[x64: string, arm64: string]} processors
 */
function machine(platform, arch, prefix, [linux, darwin], [x64, arm64]) {
  const system = { linux, darwin }[platform];
  const processor = { x64, arm64 }[arch];
  return system && processor ? `${prefix}_${system}_${processor}.tar.gz` : null;
}
