/** Every colour and size of it is a variable of the page around. */
export const style = `
:host { display: grid; grid-template-columns: 1fr auto; gap: .3em .8em; font: inherit; color: var(--run-progress-text, inherit); }
[part=text] { min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
[part=percent] { font-variant-numeric: tabular-nums; }
[part=track] { grid-column: 1 / -1; height: var(--run-progress-height, .5em); overflow: hidden;
  border-radius: var(--run-progress-radius, 1em); background: var(--run-progress-track, #8883); }
[part=bar] { height: 100%; transform: scaleX(0); transform-origin: left; background: var(--run-progress-colour, #4f46e5);
  transition: transform .25s linear; }
:host([status=COMPLETED]) [part=bar] { background: var(--run-progress-done, #15803d); }
:host([status=FAILED]) [part=bar], :host([status=TIMED_OUT]) [part=bar] { background: var(--run-progress-failed, #b91c1c); }
:host([lost]), :host([refused]) { opacity: .6; }
@media (prefers-reduced-motion: reduce) { [part=bar] { transition: none; } }
`;
