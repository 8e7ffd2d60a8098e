/** The folder of a workflow below `workers/`: its name in kebab-case; the kit's own is part of the kit. */
export const workflowFolder = (workflow: string) =>
  ['batch', 'backfill'].includes(workflow) ? 'kit' : workflow.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
