/** Every workflow's code, under the workflow's name: the entry of the sandbox bundle. One of the three lists. */
export { aiLearningWorkflow as aiLearning } from './ai-learning/workflow.ts';
export { dataAnalysisWorkflow as dataAnalysis } from './data-analysis/workflow.ts';
export { feedPublicationWorkflow as feedPublication } from './feed-publication/workflow.ts';
export { flightAccuracyWorkflow as flightAccuracy } from './flight-accuracy/workflow.ts';
export { flightIngestionWorkflow as flightIngestion } from './flight-ingestion/workflow.ts';
export { geolocalizationWorkflow as geolocalization } from './geolocalization/workflow.ts';
export { imageEnhancementWorkflow as imageEnhancement } from './image-enhancement/workflow.ts';
export { imageGenerationWorkflow as imageGeneration } from './image-generation/workflow.ts';
export { imagingPipelineWorkflow as imagingPipeline } from './imaging-pipeline/workflow.ts';
export { kitWorkflow as default } from './kit/workflow/kit-workflow.ts';
export { memoryExpansionWorkflow as memoryExpansion } from './memory-expansion/workflow.ts';
export { photoImportWorkflow as photoImport } from './photo-import/workflow.ts';
export { publicationReportWorkflow as publicationReport } from './publication-report/workflow.ts';
export { reembeddingWorkflow as reembedding } from './reembedding/workflow.ts';
export { videoProcessingWorkflow as videoProcessing } from './video-processing/workflow.ts';
/** What runs under a name that is not in the list: batches and backfills, each under the name of what it runs. */
