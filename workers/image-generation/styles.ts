import type * as z from 'zod';
import type { style } from './contract/input.ts';

type Style = z.output<typeof style>;

/** What a model is told of each style. */
const looks: Record<Style, string> = {
  PHOTOREALISTIC:
    'A photograph: natural light, true colours and textures, the depth of field of a real lens, nothing that looks drawn.',
  DIGITAL_ART: 'Digital art: clean shapes, rich colours and careful light, painted on a computer.',
  OIL_PAINTING: 'An oil painting on canvas: visible brush strokes, thick paint, deep and warm colours.',
  WATERCOLOR: 'A watercolour on paper: thin washes that run into one another, soft edges, white paper shining through.',
  ANIME: 'Japanese animation: clear outlines, flat shades, large expressive eyes, a painted background.',
  SKETCH: 'A pencil sketch on paper: loose lines, hatching for shadows, no colours.',
  ABSTRACT: 'Abstract art: shapes, colours and rhythm instead of things that can be recognised.',
  CYBERPUNK: 'Cyberpunk: a city of the near future at night, neon light, rain on asphalt, worn technology.',
  FANTASY: 'Fantasy art: an epic scene, magical light, a world that never was.',
  MINIMALIST: 'Minimalist: few shapes, few colours, and a lot of empty space.',
};

/** How a picture shall look, in a sentence: a style, or the words of whoever wants it. Empty where nobody said. */
export const lookOf = (style: string | null): string =>
  style === null ? '' : Object.hasOwn(looks, style) ? looks[style as Style] : `Style: ${style}`;
