interface Words {
  caption: string;
  hashtags: readonly string[];
}

/** The text as it is sent, the same everywhere: a link that cannot be followed can still be read. */
export const postText = ({ caption, hashtags }: Words, link: string): string =>
  [caption.trim(), link, hashtags.map((tag) => `#${tag}`).join(' ')].filter((part) => part !== '').join('\n\n');
