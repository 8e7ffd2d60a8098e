/** The folder of a workflow below `workers/`: its name in kebab-case; the kit's own is part of the kit. */
export const workflowFolder = (workflow: string) =>
  workflow === 'batch' ? 'kit' : workflow.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
