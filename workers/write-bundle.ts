import { writeFile } from 'node:fs/promises';
import { bundleWorkflows } from './bundle.ts';

// The end of `npm run build`. The place is the argument: a bundle is for WORKFLOW_BUNDLE, and belongs to this very code.
const [file] = process.argv.slice(2);
if (!file) throw new Error('Usage: node dist/workers/write-bundle.js <file>');
await writeFile(file, (await bundleWorkflows()).code);
