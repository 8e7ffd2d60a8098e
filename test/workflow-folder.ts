/** The folder of a workflow below `workers/`: its name in kebab-case; the kit's own is part of the kit, and one of them a fixture. */
export const workflowFolder = (workflow: string) =>
  ['batch', 'backfill'].includes(workflow)
    ? 'kit'
    : workflow === 'asking'
      ? '../test/fixtures/asking'
      : workflow.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
