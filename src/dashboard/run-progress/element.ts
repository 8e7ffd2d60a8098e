import { followRun, type RunState } from './follow-run.ts';
import { style } from './style.ts';

/**
 * `<run-progress src run token>`: shows how a run goes in any page. `src` is the address of the API, `run` the id, and `token`
 * an access token for it. Events: `run-progress` with every state, `run-ended` with the last one, `run-refused` when the token
 * is not (any more) valid. It needs nothing, and comes back by itself after a lost connection.
 */
class RunProgress extends HTMLElement {
  static observedAttributes = ['src', 'run', 'token'];
  #stop: (() => void) | undefined;
  #waits = false;
  #bar: HTMLElement;
  #text: HTMLElement;
  #percent: HTMLElement;

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet(); // which policies of host pages do not hold against, as they do against <style>
    sheet.replaceSync(style);
    root.adoptedStyleSheets = [sheet];
    const track = made('track');
    this.#bar = made('bar');
    this.#text = made('text');
    this.#percent = made('percent');
    track.append(this.#bar);
    root.append(this.#text, this.#percent, track);
    this.#text.textContent = '\u00a0';
  }

  connectedCallback() {
    this.setAttribute('role', 'progressbar');
    this.setAttribute('aria-valuemin', '0');
    this.setAttribute('aria-valuemax', '100');
    if (!this.hasAttribute('aria-label')) this.setAttribute('aria-label', 'Progress');
    this.#begin();
  }

  disconnectedCallback() {
    this.#stop?.();
    this.#stop = undefined;
  }

  attributeChangedCallback() {
    if (this.isConnected) this.#begin();
  }

  /** Once for all attributes that are set together. */
  #begin() {
    if (this.#waits) return;
    this.#waits = true;
    queueMicrotask(() => {
      this.#waits = false;
      this.#stop?.();
      this.removeAttribute('refused');
      const [run, token] = [this.getAttribute('run'), this.getAttribute('token')];
      if (!this.isConnected || !run) return;
      this.#stop = followRun(
        { src: this.getAttribute('src') ?? location.origin, run, token },
        {
          state: (state) => this.#show(state),
          lost: () => this.setAttribute('lost', ''),
          refused: () => {
            this.removeAttribute('lost'); // nothing comes back by itself
            this.setAttribute('refused', '');
            this.#tell('run-refused', null);
          },
        },
      );
    });
  }

  #show(state: RunState) {
    const { percent, step, message } = state.progress;
    this.removeAttribute('lost');
    this.setAttribute('status', state.status);
    const known = percent ?? (state.status === 'COMPLETED' ? 100 : null);
    this.#bar.style.transform = `scaleX(${(known ?? 0) / 100})`;
    this.#text.textContent = state.failure?.message ?? [step, message].filter(Boolean).join(': ') ?? '';
    this.#percent.textContent = known === null ? '' : `${Math.floor(known)} %`;
    if (known === null) this.removeAttribute('aria-valuenow');
    else this.setAttribute('aria-valuenow', String(Math.floor(known)));
    this.setAttribute('aria-valuetext', [this.#percent.textContent, this.#text.textContent].filter(Boolean).join(', '));
    this.#tell('run-progress', state);
    if (state.closedAt !== null) this.#tell('run-ended', state);
  }

  #tell(name: string, detail: RunState | null) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

function made(part: string): HTMLElement {
  const element = document.createElement('div');
  element.setAttribute('part', part);
  return element;
}

if (!customElements.get('run-progress')) customElements.define('run-progress', RunProgress);
