import { ShownFileType } from '../approval/file.ts';
import { builder } from '../builder.ts';
import { cost } from '../cost.ts';
import { RunInterface } from './interface.ts';

builder.interfaceFields(RunInterface, (t) => ({
  inputFiles: t.field({
    type: [ShownFileType],
    description: 'What its input names of storage, to look at: up to 20 files. Empty for workflows without a contract.',
    extensions: cost.abroad,
    resolve: (run, _args, { services }) => run.ask('inputFiles', () => services.runFiles(run, 'input')),
  }),
  resultFiles: t.field({
    type: [ShownFileType],
    description: 'What its result names of storage, to look at: up to 20 files. Empty until it has completed.',
    extensions: cost.abroad,
    resolve: (run, _args, { services }) => run.ask('resultFiles', () => services.runFiles(run, 'result')),
  }),
}));
