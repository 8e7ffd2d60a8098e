import fc from 'fast-check';

/** Names that the schema has, and some that it has not: noise that gets past the parser. */
const names = fc.constantFrom(
  ...'run runs node workflows apiKeys auditLog cancelRun terminateRun createApiKey createAccessToken createUpload'.split(
    ' ',
  ),
  ...'edges cursor id status progress step children timeline labels key value inputJson resultJson'.split(' '),
  ...'__typename __schema __type types fields name toString __proto__ constructor a b'.split(' '),
);
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '\0', '\ud800', '\r\n', '__proto__', 'ApiKey:', 'AccessToken:x', 'A'.repeat(5000)),
);

/** Documents: of GraphQL's own grammar with any names, and nearly so. */
const { document } = fc.letrec<{ document: string; selections: string; value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom('$id', '$x', 'null', 'true', '1', '-1', '1e400', '99999999999', 'RUNNING', '""', '[]', '{}'),
    text.map((of) => JSON.stringify(of)),
    fc.array(tie('value'), { maxLength: 3 }).map((list) => `[${list.join(' ')}]`),
    fc.tuple(names, tie('value')).map(([name, value]) => `{ ${name}: ${value} }`),
  ),
  selections: fc
    .array(
      fc
        .record({
          name: names,
          alias: fc.option(names),
          argument: fc.option(
            fc.tuple(fc.constantFrom('id', 'first', 'after', 'filter', 'input', 'name'), tie('value')),
          ),
          directive: fc.constantFrom('', '', ' @skip(if: $x)', ' @include(if: true)', ' @defer', ' @no'),
          within: fc.option(tie('selections'), { maxDepth: 4, depthIdentifier: 'selections' }),
        })
        .map(
          ({ name, alias, argument, directive, within }) =>
            `${alias ? `${alias}: ` : ''}${name}${argument ? `(${argument[0]}: ${argument[1]})` : ''}${directive}${within ?? ''}`,
        ),
      { minLength: 1, maxLength: 4 },
    )
    .map((fields) => ` { ${fields.join(' ')} ... F }`.replace(fields.length % 2 ? ' ... F' : '', '')),
  document: fc
    .tuple(
      fc.constantFrom('query', 'mutation', 'subscription', ''),
      fc.constantFrom('', ' A', '($id: ID!)', '($id: ID, $x: Boolean = true)', '($id: [ID!]!)', '($__proto__: ID)'),
      tie('selections'),
      fc.constantFrom('', ' fragment F on Run { id }', ' fragment F on Query { ...F }', ' query B { __typename }'),
    )
    .map(([kind, head, selections, tail]) => `${kind}${kind && head}${selections}${tail}`),
}));

/** What is in a request, or in a message of a socket. */
export const operation = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record(
      {
        query: fc.oneof({ weight: 6, arbitrary: document }, text, fc.jsonValue()),
        variables: fc.oneof(
          fc.dictionary(fc.constantFrom('id', 'x', 'input', '__proto__'), fc.jsonValue()),
          fc.jsonValue(),
        ),
        operationName: fc.option(fc.oneof(names, fc.jsonValue())),
        extensions: fc.jsonValue(),
      },
      { requiredKeys: ['query'] },
    ),
  },
  { weight: 1, arbitrary: fc.jsonValue() },
);

/** Bytes with some changed, left out, repeated or put in. */
export const spoilt = (bytes: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> =>
  fc
    .tuple(
      bytes,
      fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(3), fc.uint8Array({ maxLength: 8 })), {
        minLength: 1,
        maxLength: 4,
      }),
    )
    .map(([given, changes]) =>
      changes.reduce((current, [place, kind, noise]) => {
        const at = Math.floor(place * current.length);
        const [before, after] = [current.subarray(0, at), current.subarray(at)];
        if (kind === 0) return Buffer.concat([before, noise, after.subarray(noise.length)]);
        if (kind === 1) return Buffer.concat([before, after.subarray(noise.length)]);
        if (kind === 2) return Buffer.concat([before, noise, after]);
        return Buffer.concat([before, after.subarray(0, 40), after]);
      }, given),
    );
