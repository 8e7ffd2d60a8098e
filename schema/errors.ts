import {
  InvalidInputError,
  PauseNotSupportedError,
  RunAlreadyExistsError,
  RunNotFoundError,
  RunNotRunningError,
  type DomainError,
  type InputIssue,
} from '../src/errors.ts';
import { builder } from './builder.ts';
import { RunInterface } from './run/interface.ts';

/** What every error has. A client switches on `code`, or on the type's name. */
export const ErrorInterface = builder.interfaceRef<DomainError>('Error').implement({
  description: 'Something a client can act on.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Stable: switch on it.' }),
    message: t.exposeString('message', { description: 'What is wrong and what to do, for people.' }),
  }),
});

const InputIssueType = builder.objectRef<InputIssue>('InputIssue').implement({
  description: 'One wrong field.',
  fields: (t) => ({
    path: t.exposeStringList('path', {
      description: 'The way to the field, from the argument down: `["local", "upscale"]`.',
    }),
    message: t.exposeString('message', { description: 'What is wrong with it.' }),
  }),
});

builder.objectType(InvalidInputError, {
  name: 'InvalidInputError',
  description: 'The input breaks a rule that its types cannot express.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    issues: t.field({ type: [InputIssueType], description: 'Every wrong field.', resolve: ({ issues }) => issues }),
  }),
});

builder.objectType(RunNotFoundError, {
  name: 'RunNotFoundError',
  description: 'There is no such run, or it is older than the retention.',
  interfaces: [ErrorInterface],
});

builder.objectType(RunAlreadyExistsError, {
  name: 'RunAlreadyExistsError',
  description: 'The same work is running or has been done.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    run: t.field({
      type: RunInterface,
      nullable: true,
      description: 'The run that is in the way; null when it was forgotten in between.',
      resolve: ({ runId }, _args, { services }) => services.runs.get(runId),
    }),
  }),
});

builder.objectType(RunNotRunningError, {
  name: 'RunNotRunningError',
  description: 'The run has ended, so it cannot be changed.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    run: t.field({
      type: RunInterface,
      nullable: true,
      description: 'The run as it ended.',
      resolve: ({ runId }, _args, { services }) => services.runs.get(runId),
    }),
  }),
});

builder.objectType(PauseNotSupportedError, {
  name: 'PauseNotSupportedError',
  description:
    'Temporal does not pause runs here, as that is switched off or it is too old; or not this one, as it has not begun.',
  interfaces: [ErrorInterface],
});
