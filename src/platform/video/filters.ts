import { escapeOption } from './escape.ts';
import { sizeAfter, type Size } from './frame-size.ts';
import type { Corner, Operation } from './operation.ts';

/** What the filters of a chain are told besides what they do. */
export interface FilterContext {
  /** Of the frames that come in. */
  size: Size;
  /** The file with the text of the annotation, and the name of the input with the picture of the overlay, by place in the chain. */
  textFile: (index: number) => string;
  overlayInput: (index: number) => string;
}

/** A graph of filters that does the operations in order, from the label `from` to the label `to`. */
export function filterGraph(
  operations: readonly Operation[],
  from: string,
  to: string,
  context: FilterContext,
): string {
  let size = context.size;
  const links = operations.map((operation, index) => {
    const before = index === 0 ? from : `op${index}`;
    const after = `op${index + 1}`;
    const next = sizeAfter([operation], size);
    if (typeof next === 'string') throw new Error(next);
    size = next;
    if (operation.kind === 'OVERLAY') {
      const { overlayInput } = context;
      const { x, y } = place(operation.corner, operation.margin, 'main_w-overlay_w', 'main_h-overlay_h');
      return `[${before}][${overlayInput(index)}]overlay=x=${x}:y=${y}:format=auto[${after}]`;
    }
    return `[${before}]${filterOf(operation, index, size, context)}[${after}]`;
  });
  const last = operations.length === 0 ? from : `op${operations.length}`;
  return [...links, `[${last}]null[${to}]`].join(';');
}

function filterOf(
  operation: Exclude<Operation, { kind: 'OVERLAY' }>,
  index: number,
  size: Size,
  { textFile }: FilterContext,
): string {
  switch (operation.kind) {
    case 'RESIZE':
      return `scale=${size.width}:${size.height},setsar=1`;
    case 'CROP':
      return `crop=w=${size.width}:h=${size.height}:x=${operation.x}:y=${operation.y}:exact=1`;
    case 'GRAYSCALE':
      return 'format=gray';
    case 'BLUR':
      return `gblur=sigma=${operation.sigma}`;
    case 'EDGES':
      return `edgedetect=mode=wires:low=${operation.low}:high=${operation.high}`;
    case 'DENOISE':
      return `hqdn3d=${(operation.strength * 10).toFixed(3)}`;
    case 'SHARPEN':
      return `unsharp=luma_amount=${(operation.amount * 2).toFixed(3)}`;
    case 'ANNOTATE': {
      const { x, y } = place(operation.corner, Math.ceil(operation.size / 2), 'w-text_w', 'h-text_h');
      const box = 'box=1:boxcolor=black@0.5:boxborderw=4';
      const font = `font=Sans:fontsize=${operation.size}:fontcolor=0x${operation.colour.slice(1)}`;
      return `drawtext=textfile=${escapeOption(textFile(index))}:${font}:${box}:x=${x}:y=${y}`;
    }
  }
}

/** Where something goes of which so much room is left to its right and below. */
function place(corner: Corner, margin: number, right: string, bottom: string): { x: string; y: string } {
  if (corner === 'CENTRE') return { x: `(${right})/2`, y: `(${bottom})/2` };
  const x = corner.endsWith('LEFT') ? String(margin) : `${right}-${margin}`;
  const y = corner.startsWith('TOP') ? String(margin) : `${bottom}-${margin}`;
  return { x, y };
}
