/** Of the page. */
export const style = `
body { font: 15px/1.5 sans-serif; color: #222; max-width: 68rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
table { border-collapse: collapse; margin: 0.5rem 0; font-size: 0.9rem; }
th, td { padding: 0.2rem 0.7rem; border-bottom: 1px solid #dde1e7; text-align: left; overflow-wrap: anywhere; }
.plots { display: flex; flex-wrap: wrap; gap: 2rem; }
figure { margin: 0; max-width: 32rem; } figcaption { font-size: 0.85rem; color: #555; }
svg { max-width: 100%; height: auto; }
.verdict { border-left: 6px solid #8a93a0; background: #f4f5f7; padding: 0.4rem 1rem; }
.verdict h2 { margin-top: 0.4rem; } .verdict.met { border-color: #2e8b57; } .verdict.not_met { border-color: #c0392b; }
`;
