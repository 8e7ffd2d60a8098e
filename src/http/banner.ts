/** How a banner looks: over everything else, where it hides nothing that one clicks. */
export const bannerStyle = `[role=note]{position:fixed;z-index:9;left:0;right:0;bottom:0;margin:0;padding:.4em;
text-align:center;font:14px sans-serif;color:#000;background:#fc3;pointer-events:none}`;

/** A page with a notice that nobody can miss; as it is when there is none. */
export const withBanner = (page: string, notice: string | undefined): string =>
  notice ? page.replace(/<body[^>]*>/, (body) => `${body}<p role="note">${notice.replaceAll('<', '&lt;')}</p>`) : page;
