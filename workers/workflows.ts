/** Every workflow's code, under the workflow's name: the entry of the sandbox bundle. One of the three lists. */
export { imageEnhancementWorkflow as imageEnhancement } from './image-enhancement/workflow.ts';
export { batchWorkflow as batch } from './kit/batch-workflow.ts';
