/** What makes every workflow's activities, under the workflow's name. One of the three lists. */
export { createImageEnhancementActivities as imageEnhancement } from './image-enhancement/activities.ts';
