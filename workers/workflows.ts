/** Every workflow's code, under the workflow's name: the entry of the sandbox bundle. One of the three lists. */
export { imageEnhancementWorkflow as imageEnhancement } from './image-enhancement/workflow.ts';
/** What runs under a name that is not in the list: batches, each under the name of its items' workflow. */
export { batchWorkflow as default } from './kit/batch-workflow.ts';
