/** The module of every workflow's activities, under the workflow's name: a worker loads those of its queues. One of the three lists. */
export const aiLearning = () => import('./ai-learning/activities.ts');
export const dataAnalysis = () => import('./data-analysis/activities.ts');
export const feedPublication = () => import('./feed-publication/activities.ts');
export const flightAccuracy = () => import('./flight-accuracy/activities.ts');
export const flightIngestion = () => import('./flight-ingestion/activities.ts');
export const geolocalization = () => import('./geolocalization/activities.ts');
export const imageEnhancement = () => import('./image-enhancement/activities.ts');
export const imageGeneration = () => import('./image-generation/activities.ts');
export const imagingPipeline = () => import('./imaging-pipeline/activities.ts');
export const memoryExpansion = () => import('./memory-expansion/activities.ts');
export const photoImport = () => import('./photo-import/activities.ts');
export const publicationReport = () => import('./publication-report/activities.ts');
export const reembedding = () => import('./reembedding/activities.ts');
export const videoProcessing = () => import('./video-processing/activities.ts');
