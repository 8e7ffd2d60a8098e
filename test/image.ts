import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import path from 'node:path';
import { Copy, DockerfileParser } from 'dockerfile-ast';
import { codeOf } from '../tools/failure.mjs';
import { textOf } from './compose-file.ts';
import { root } from './static/source.ts';

/** What stands in the image, as a folder of this machine: the last stage of the Dockerfile without its Debian. */
export interface Image {
  /** What is /app in the image. */
  app: string;
  /** What is set in it, with the paths of this machine. `tempograph` is on its PATH. */
  env: Record<string, string>;
  entrypoint: string;
}

/** The folders of the other stages, by the name of each. */
export interface Stages {
  build: string;
  modules: string;
}

/** The image of a program that was compiled here, its modules and its bundle of workflows included, in an empty folder. */
export function makeImage(folder: string, compiled: string, installModules = linkProductionModules): Image {
  const stages = { build: path.join(folder, 'build'), modules: path.join(folder, 'modules') };
  for (const stage of Object.values(stages)) mkdirSync(stage);
  installModules(stages.modules);
  pruneModules(stages.modules);
  linkTree(compiled, path.join(stages.build, 'dist'), ['package.json', 'tsconfig.json']);
  const image = unpackImage(folder, stages);
  const { app, env } = image;
  const bundler = [path.join(app, 'dist/workers/write-bundle.js'), env['WORKFLOW_BUNDLE']!];
  const { status, stderr } = spawnSync(process.execPath, bundler, { env, encoding: 'utf8' });
  if (status !== 0 || stderr !== '') throw new Error(`Bundling ended with ${status}: ${stderr}`);
  return image;
}

/** Does what the last stage of the Dockerfile copies and sets, in an empty folder. */
export function unpackImage(folder: string, stages: Stages): Image {
  const app = path.join(folder, 'app');
  const place = (file: string) => file.replaceAll(/(?<![\w.])\/app(?=\/|$)/g, app);
  const all = DockerfileParser.parse(textOf('Dockerfile')).getInstructions();
  const env: Record<string, string> = {};
  for (const instruction of all.slice(all.findLastIndex((one) => one.getKeyword() === 'FROM'))) {
    const values = instruction.getArguments().map((argument) => argument.getValue());
    if (instruction.getKeyword() === 'ENV') {
      for (const pair of values) {
        const [name = '', value = ''] = pair.split('=');
        env[name] = place(value.replace('${BUILD_ID}', ''));
      }
    }
    if (!(instruction instanceof Copy)) continue;
    const stage = instruction.getFromFlag()?.getValue() as keyof Stages | undefined;
    const destination = values.pop()!;
    for (const source of values) {
      const from = stage ? path.join(stages[stage], path.relative('/app', source)) : path.join(root, source);
      const target = path.join(app, destination, destination.endsWith('/') ? path.basename(source) : '');
      mkdirSync(path.dirname(target), { recursive: true });
      if (statSync(from).isDirectory()) linkTree(from, target);
      else linkFile(from, target);
    }
  }
  const bin = path.join(folder, 'bin');
  mkdirSync(bin);
  symlinkSync(path.join(app, 'tools/tempograph.mjs'), path.join(bin, 'tempograph'));
  env['PATH'] = [bin, path.dirname(process.execPath), '/usr/bin', '/bin'].join(path.delimiter);
  return { app, env, entrypoint: path.join(app, 'deploy/entrypoint.sh') };
}

interface Lock {
  packages: Record<string, { dev?: boolean; devOptional?: boolean }>;
}

/**
 * What `npm ci --omit=dev` would install, from what is installed here: it takes a minute, and this a second. Files are linked, so
 * do not write into them.
 */
export function linkProductionModules(folder: string): void {
  const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as Lock;
  for (const [place, { dev, devOptional }] of Object.entries(packages)) {
    const installed = path.join(root, place);
    if (!place || dev || devOptional || !existsSync(installed)) continue;
    linkTree(installed, path.join(folder, place), ['node_modules']); // packages inside of it have entries of their own
  }
}

/** What the Dockerfile does for the modules, as it does it. */
export function installProductionModules(folder: string): void {
  for (const file of ['package.json', 'package-lock.json'])
    copyFileSync(path.join(root, file), path.join(folder, file));
  const args = ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'];
  execFileSync('npm', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Removes what no program reads, with the script of the Dockerfile. */
export const pruneModules = (folder: string) =>
  execFileSync(process.execPath, [path.join(root, 'deploy/prune-modules.mjs'), path.join(folder, 'node_modules')]);

/** Links every file of a folder, except for folders of the names to leave out. */
export function linkTree(from: string, to: string, except: readonly string[] = []): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (except.includes(entry.name)) continue;
    if (entry.isDirectory()) linkTree(source, target, except);
    else if (entry.isFile()) linkFile(source, target);
  }
}

function linkFile(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if (codeOf(error) !== 'EXDEV') throw error;
    copyFileSync(from, to); // the folder for temporary files is on another disk
  }
}
