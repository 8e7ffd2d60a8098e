import { implementWorkflow } from '../kit/workflow.ts';
import { photoImport } from './contract.ts';

export const photoImportWorkflow = implementWorkflow(photoImport, ({ input, activities }) => activities.index(input));
