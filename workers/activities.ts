/** What makes every workflow's activities, under the workflow's name. One of the three lists. */
export { createAiLearningActivities as aiLearning } from './ai-learning/activities.ts';
export { createDataAnalysisActivities as dataAnalysis } from './data-analysis/activities.ts';
export { createFeedPublicationActivities as feedPublication } from './feed-publication/activities.ts';
export { createFlightAccuracyActivities as flightAccuracy } from './flight-accuracy/activities.ts';
export { createFlightIngestionActivities as flightIngestion } from './flight-ingestion/activities.ts';
export { createGeolocalizationActivities as geolocalization } from './geolocalization/activities.ts';
export { createImageEnhancementActivities as imageEnhancement } from './image-enhancement/activities.ts';
export { createImageGenerationActivities as imageGeneration } from './image-generation/activities.ts';
export { createImagingPipelineActivities as imagingPipeline } from './imaging-pipeline/activities.ts';
export { createMemoryExpansionActivities as memoryExpansion } from './memory-expansion/activities.ts';
export { createPhotoImportActivities as photoImport } from './photo-import/activities.ts';
export { createPublicationReportActivities as publicationReport } from './publication-report/activities.ts';
export { createReembeddingActivities as reembedding } from './reembedding/activities.ts';
export { createVideoProcessingActivities as videoProcessing } from './video-processing/activities.ts';
