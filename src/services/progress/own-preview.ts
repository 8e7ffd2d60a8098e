import type { ActivityProgress } from '../../../workers/kit/wire/heartbeat.ts';
import { isPreviewOf } from '../../../workers/kit/wire/preview.ts';

/** What an activity says of itself, with a preview only of its own run: any worker may write what looks like our heartbeat. */
export function withOwnPreview(first: string, { preview, ...progress }: ActivityProgress): ActivityProgress {
  return preview && isPreviewOf(first, preview.key) ? { ...progress, preview } : progress;
}
