/** What a file says of itself. */
export interface Provenance {
  prompt: string;
  /** Null: nobody was asked. */
  model: string | null;
  backend: string | null;
  parameters: Readonly<Record<string, string | number>>;
  /** In the gallery. */
  id: string;
  parent: string | null;
  /** First execution run id. */
  run: string;
}

/** IPTC's own words for what a model has made, of nothing and of something. */
const sourceTypes = 'http://cv.iptc.org/newscodes/digitalsourcetype/';

/**
 * Where a picture comes from, as XMP: in IPTC's fields for pictures that models have made, which other programs know, and in our own. For whom
 * it was made and what it has cost is nobody's business who gets the file.
 */
export function xmpOf({ prompt, model, backend, parameters, id, parent, run }: Provenance): string {
  const sourceType = parent ? 'compositeWithTrainedAlgorithmicMedia' : 'trainedAlgorithmicMedia';
  const given = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
  const own = { image: id, run, parent, backend, model, parameters: given.join(' ') };
  const fields = Object.entries(own).flatMap(([name, value]) =>
    value === null ? [] : [`<tempograph:${name}>${escaped(value)}</tempograph:${name}>`],
  );
  return `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
  xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:xmp="http://ns.adobe.com/xap/1.0/"
  xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
  xmlns:tempograph="urn:tempograph:1.0/">
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">${escaped(prompt)}</rdf:li></rdf:Alt></dc:description>
<xmp:CreatorTool>Tempograph</xmp:CreatorTool>
<Iptc4xmpExt:DigitalSourceType>${sourceTypes}${sourceType}</Iptc4xmpExt:DigitalSourceType>
<Iptc4xmpExt:AIPromptInformation>${escaped(prompt)}</Iptc4xmpExt:AIPromptInformation>
${model === null ? '' : `<Iptc4xmpExt:AISystemUsed>${escaped(model)}</Iptc4xmpExt:AISystemUsed>`}
${fields.join('\n')}
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** For XML 1.0, which has no way to say most control characters. */
const escaped = (text: string) =>
  text
    .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll(/[&<>"']/g, (sign) => entities[sign]!);
