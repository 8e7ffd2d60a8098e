import type { Log } from '../log.ts';
import { defaultModels, defaults, pricesVersion } from './default-models.ts';
import type { Model } from './model.ts';
import { readModelsFile } from './models-file.ts';
import type { Usage } from './usage.ts';

export interface Models {
  /** Which prices these are: a date, or what the file says. */
  version: string;
  /** The models that are asked where a call names none. */
  defaults: { text: string; image: string };
  /** Undefined where nothing is known of it. */
  get(name: string): Model | undefined;
  /** In micro-dollars; null where its prices are not known, which is logged once per model. */
  costOf(name: string, usage: Usage): number | null;
}

/** The models that are known, with those of the file laid over them. Throws a `SettingsError` that says what is wrong with the file. */
export function createModels({ modelsFile }: { modelsFile?: string | undefined }, log: Log): Models {
  const file = modelsFile ? readModelsFile(modelsFile) : {};
  const models = new Map([...Object.entries(defaultModels), ...Object.entries(file.models ?? {})]);
  const warned = new Set<string>();
  return {
    version: file.version ?? pricesVersion,
    defaults: { ...defaults, ...file.defaults },
    get: (name) => models.get(name),
    costOf(name, usage) {
      const model = models.get(name);
      if (model) return microDollars(model, usage);
      if (!warned.has(name))
        log.warn({ model: name }, 'no prices for this model, so its cost is unknown: AI_MODELS_FILE adds them');
      warned.add(name);
      return null;
    },
  };
}

const kinds = ['input', 'output', 'cacheRead', 'cacheWrite', 'imageInput', 'imageOutput'] as const;
/** Prices have decimals, sums of them would drift: they are whole numbers of this small unit. */
const perMicroDollar = 1_000_000;

function microDollars({ prices, longPrompts }: Model, usage: Usage): number {
  const prompt = usage.input + usage.cacheRead + usage.cacheWrite + usage.imageInput;
  const valid = longPrompts && prompt > longPrompts.above ? longPrompts.prices : prices;
  const sum = kinds.reduce((total, kind) => total + usage[kind] * Math.round(valid[kind] * perMicroDollar), 0);
  return Math.round(sum / perMicroDollar + usage.images * valid.image * perMicroDollar);
}
