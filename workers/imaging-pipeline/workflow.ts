import { ApplicationFailure, isCancellation } from '@temporalio/workflow';
import type { z } from 'zod';
import { flightAccuracy } from '../flight-accuracy/contract.ts';
import { flightIngestion } from '../flight-ingestion/contract.ts';
import { geolocalization } from '../geolocalization/contract.ts';
import { implementWorkflow, type WorkflowContext } from '../kit/workflow.ts';
import { inShort, toFailure } from '../kit/workflow/failure.ts';
import { inWindow } from '../kit/workflow/in-window.ts';
import { imagingPipeline } from './contract.ts';

type Context = WorkflowContext<typeof imagingPipeline>;
type Result = z.input<typeof imagingPipeline.result>;

/** Images that are looked for at a time, over all workers. */
const atOnce = 4;

export const imagingPipelineWorkflow = implementWorkflow(imagingPipeline, (context) =>
  context.input.imageType === 'NAVAD' ? measureFlight(context) : locateImages(context),
);

async function measureFlight({ input, child }: Context): Promise<Result> {
  const { prefix, images, reference, accuracyClass, near, destination } = input;
  const place = near && { lon: near.lon, lat: near.lat };
  const {
    images: count,
    usable,
    manifest,
    map,
  } = await child('take', flightIngestion, { prefix, images, near: place, destination });
  const { bucket, key, etag } = manifest;
  const asked = { manifest: { bucket, key, etag }, reference, accuracyClass, destination };
  const { measured, horizontal, vertical, verdict, html, json, csv } = await child('measure', flightAccuracy, asked);
  return {
    ingestion: { images: count, usable, manifest, map },
    accuracy: { measured, horizontal, vertical, verdict, html, json, csv },
    located: [],
  };
}

async function locateImages({ input, activities, child, plan }: Context): Promise<Result> {
  const { reference, near, groundSamplingDistance, destination } = input;
  const { images } = await activities.list(input);
  const parts = plan('take', images.length);
  const ends = await inWindow(
    images,
    atOnce,
    async (image) => {
      const { outcome, found, reason, geoJson, worldFile, overlay } = await child('take', geolocalization, {
        image,
        reference: reference.source,
        referenceCrs: reference.crs,
        near,
        groundSamplingDistance,
        destination: destination && { ...destination, prefix: `${destination.prefix}${image.key}/` },
      });
      parts.count('done');
      return { image, outcome, found, reason, geoJson, worldFile, overlay };
    },
    // Those that go on may end, and what they find is kept.
    (error) => {
      if (!isCancellation(error)) parts.count('failed');
      return true;
    },
  );
  const failed = ends.findIndex(({ status }) => status === 'rejected');
  if (failed >= 0) throw failureOf(images[failed]!.key, (ends[failed] as PromiseRejectedResult).reason);
  return {
    ingestion: null,
    accuracy: null,
    located: ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : [])),
  };
}

/** The same, and of which image. */
function failureOf(key: string, reason: unknown): unknown {
  if (isCancellation(reason)) return reason;
  const { code, message } = inShort(toFailure(reason, imagingPipeline.errors));
  return ApplicationFailure.create({ type: code, message: `${key}: ${message}`, nonRetryable: true });
}
