/** Every workflow's contract, under the workflow's name. One of the three lists a new workflow is added to. */
export { imageEnhancement } from './image-enhancement/contract.ts';
