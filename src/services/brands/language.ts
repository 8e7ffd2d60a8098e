const names = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });

/** The tag as it is written: `nl-be` is `nl-BE`. */
export const languageOf = (tag: string) => Intl.getCanonicalLocales(tag)[0]!;

/** What is wrong with a tag of BCP 47; undefined when nothing is. */
export function languageProblem(tag: string): string | undefined {
  const remedy = 'Must be a tag of BCP 47 such as nl, fr or fr-BE.';
  try {
    const { language } = new Intl.Locale(languageOf(tag));
    return names.of(language) === undefined ? `There is no language ${language}. ${remedy}` : undefined;
  } catch (error) {
    if (!(error instanceof RangeError) && !(error instanceof TypeError)) throw error;
    return remedy;
  }
}
