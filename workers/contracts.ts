/** Every workflow's contract, under the workflow's name. One of the three lists a new workflow is added to. */
export { aiLearning } from './ai-learning/contract.ts';
export { dataAnalysis } from './data-analysis/contract.ts';
export { feedPublication } from './feed-publication/contract.ts';
export { flightAccuracy } from './flight-accuracy/contract.ts';
export { flightIngestion } from './flight-ingestion/contract.ts';
export { geolocalization } from './geolocalization/contract.ts';
export { imageEnhancement } from './image-enhancement/contract.ts';
export { imageGeneration } from './image-generation/contract.ts';
export { imagingPipeline } from './imaging-pipeline/contract.ts';
export { memoryExpansion } from './memory-expansion/contract.ts';
export { photoImport } from './photo-import/contract.ts';
export { publicationReport } from './publication-report/contract.ts';
export { reembedding } from './reembedding/contract.ts';
export { videoProcessing } from './video-processing/contract.ts';
