import type { TopLevelSpec } from 'vega-lite';

/** Plots as SVG without script. The two libraries take most of a second to load, which only who draws has to wait for. */
export async function draw(specs: readonly TopLevelSpec[]): Promise<string[]> {
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const svgs: string[] = [];
  for (const spec of specs) {
    const view = new vega.View(vega.parse(compile(spec).spec), { renderer: 'none', loader: loadNothing });
    svgs.push(withOwnIds(await view.toSVG(), svgs.length));
    view.finalize();
  }
  return svgs;
}

/**
 * Vega counts gradients and clips over all that a process has ever drawn: counted anew, the same plot is the same text. `plot` keeps
 * those of several on one page apart.
 */
function withOwnIds(svg: string, plot: number): string {
  const ids = new Map<string, string>();
  return svg.replaceAll(/(id="|url\(#)((?:gradient_|clip)\d+)/g, (_all, before: string, id: string) => {
    if (!ids.has(id)) ids.set(id, `plot${plot}-${ids.size}`);
    return `${before}${ids.get(id)}`;
  });
}

/** All data are in the specification. */
const nothing = () => Promise.reject(new Error('A plot loads nothing.'));
const loadNothing = { load: nothing, sanitize: nothing, http: nothing, file: nothing };
