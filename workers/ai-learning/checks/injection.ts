/** What looks like an attempt to instruct a model. */
export interface Suspicion {
  code: 'OVERRIDE' | 'ROLE_MARK' | 'ADDRESSES_MODEL' | 'ASKS_FOR_PROMPT' | 'SENDS_DATA' | 'HIDDEN_TEXT';
  message: string;
}

/** Verb, noun, and a word that says whose or which: of each language one line. */
const overrides: readonly [verb: string, noun: string, which: string][] = [
  [
    'ignore|disregard|forget|override|bypass',
    'instructions?|prompts?|rules|guidelines|directives',
    'previous|prior|above|earlier|preceding|all|your|system',
  ],
  [
    'negeer|vergeet|omzeil',
    'instructies|opdrachten|regels|aanwijzingen|richtlijnen',
    'vorige|eerdere|voorgaande|bovenstaande|alle|je|jouw|uw',
  ],
  [
    'ignoriere?n?|vergiss|vergessen|missachten?|umgehen?',
    'anweisungen|instruktionen|regeln|vorgaben|befehle|richtlinien',
    'vorherigen?|vorigen?|bisherigen?|obigen?|alle|deine|ihre',
  ],
  [
    'ignore[zr]?|oublie[zr]?|contourne[zr]?',
    'instructions|consignes|règles|directives',
    'précédentes?|antérieures|ci-dessus|toutes|tes|vos',
  ],
  [
    'ignor[ae]r?|olvid[ae]r?|omit[ae]|desobedece',
    'instrucciones|reglas|indicaciones|órdenes|directrices',
    'anteriores|previas|todas|tus|sus',
  ],
];

const between = String.raw`[^.!?\n]{0,60}`;
const word = (alternatives: string) => String.raw`(?<!\p{L})(?:${alternatives})(?!\p{L})`;
const override = overrides.map(([verb, noun, which]) => {
  const rest = [`${word(which)}${between}${word(noun)}`, `${word(noun)}${between}${word(which)}`];
  return `${word(verb)}${between}(?:${rest.join('|')})`;
});

/** Each looks at so many characters at most from where it begins: a text may be made to keep a pattern without an end busy for ever. */
const patterns: readonly [code: Suspicion['code'], what: string, pattern: RegExp][] = [
  ['OVERRIDE', 'It tells its reader to ignore instructions', new RegExp(override.join('|'), 'iu')],
  [
    'ROLE_MARK',
    'It has marks by which models tell who speaks',
    /<\|[a-z_]{3,20}\|>|\[\/?INST\]|<<\/?SYS>>|^[^\S\n]{0,20}#{0,3}[^\S\n]{0,3}(?:system|assistant)[^\S\n]{0,3}(?:prompt|message)?[^\S\n]{0,3}:\s{0,3}(?:you|du|sie|je|u|tu|vous|usted|from now)\s/imu,
  ],
  [
    'ADDRESSES_MODEL',
    'It speaks to a model',
    /(?<!\p{L})(?:AI|IA|KI|LLM|language models?|taalmodel|sprachmodell|modèle de langage|modelo de lenguaje|AI assistant|chatbots?|ChatGPT|Claude)(?!\p{L})[^.!?\n]{0,60}(?<!\p{L})(?:must|should|shall|have to|moet|moeten|muss|müssen|soll|dois|doit|devez|debes?|deben)(?!\p{L})[^.!?\n]{0,60}(?<!\p{L})(?:answer|say|reply|respond|output|classify|approve|rate|recommend|reveal|antwoord(?:en)?|zeggen|goedkeuren|antworten|sagen|empfehlen|freigeben|répondre|dire|approuver|recommander|responder|decir|aprobar|recomendar)(?!\p{L})/iu,
  ],
  [
    'ASKS_FOR_PROMPT',
    'It asks for what a model was told',
    /(?<!\p{L})(?:reveal|print|repeat|output|show|toon|herhaal|zeige?|wiederhole|affiche[zr]?|répète[zr]?|révèle[zr]?|muestra|repite|revela)(?!\p{L})[^.!?\n]{0,60}(?<!\p{L})(?:system ?prompt|systeemprompt|systemprompt|prompt système|prompt del sistema|hidden instructions|initial instructions)(?!\p{L})/iu,
  ],
  [
    'SENDS_DATA',
    'It has a picture whose address takes data along',
    /!\[[^\]]{0,200}\]\(https?:\/\/[^)\s]{0,500}(?:\{|%7b|[?&](?:q|d|data|c|content|secret)=)/iu,
  ],
];

/** Characters that nobody sees and models read. */
const tags = /[\u{E0020}-\u{E007E}]{4,}/u;
const turned = /[\u202A-\u202E\u2066-\u2069]/u;
const spread = /(?:\p{L}[\u200B\u2060\u00AD]+){4,}/u;

/** Heuristics: they find what is written as such attempts usually are, in English, Dutch, German, French and Spanish. */
export function suspicionsOf(text: string): Suspicion[] {
  const plain = text.normalize('NFKC').replace(/\p{Cf}/gu, '');
  const found = patterns
    .filter(([, , pattern]) => pattern.test(plain))
    .map(([code, what]): Suspicion => ({ code, message: `${what}.` }));
  if (tags.test(text) || turned.test(text) || spread.test(text))
    found.push({ code: 'HIDDEN_TEXT', message: 'It has characters that people do not see and models read.' });
  return found;
}
