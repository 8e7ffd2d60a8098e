/**
 * How long a search takes among many passages, what memory their vectors take, and how well it finds what is asked for. Its peer is
 * PostgreSQL's full text alone, with the same question. Options: `--passages 100000`, `--searches 200`.
 */
import { parseArgs } from 'node:util';
import { sql } from 'drizzle-orm';
import { Client } from 'pg';
import { createDatabase } from '../src/platform/db/database.ts';
import { migrate } from '../src/platform/db/migrate.ts';
import { embedderName } from '../src/platform/embeddings/embedder.ts';
import { hashedEmbedder } from '../src/platform/embeddings/hashed.ts';
import { toBytes } from '../src/platform/embeddings/vector.ts';
import { createLog } from '../src/platform/log.ts';
import { createKnowledge } from '../src/services/knowledge/knowledge.ts';
import { packageCorpus } from '../test/package-corpus.ts';
import { createRandom } from '../test/random.ts';
import { learnPackages, qualityOf } from '../test/search-quality.ts';
import { startBenchStack } from './lib/local-stack.ts';
import { median, p95, report, rounded } from './lib/measure.ts';

const { values } = parseArgs({ options: { passages: { type: 'string' }, searches: { type: 'string' } } });
const passages = Number(values.passages ?? 100_000);
const searches = Number(values.searches ?? 200);
const ofDocument = 20;
const wordsOfPassage = 60;
const vocabulary = 20_000;

await using stack = await startBenchStack();
const log = createLog('silent');
await migrate(stack.settings.databaseUrl!, log);
const database = createDatabase(stack.settings.databaseUrl!, log);
const settings = { knowledge: { vectorBytes: 4 * 1024 ** 3 } };
const knowledge = createKnowledge({ database, embedder: hashedEmbedder, settings, log });
const random = createRandom(7);

/** Syllables, so that words have pieces in common as those of a language have. */
const syllables = Array.from(
  { length: 200 },
  (_, at) => 'bdfgklmnprst'[at % 12]! + 'aeiou'[at % 5]! + 'nrsltm'[at % 6]!,
);
const words = Array.from({ length: vocabulary }, () =>
  Array.from({ length: random.integer(2, 4) }, () => random.pick(syllables)).join(''),
);
/** A few words are in every text, and most are rare. */
const word = () => words[Math.floor(vocabulary ** (random.integer(0, 1_000_000) / 1_000_000)) - 1]!;
const text = () => Array.from({ length: wordsOfPassage }, word).join(' ');

/** Stores texts as documents of twenty passages each. */
async function learn(name: string, part: readonly string[]) {
  const { vectors } = await hashedEmbedder.embed(part);
  const rows = part.map((one, at) => ({
    one,
    document: Math.floor(at / ofDocument),
    position: at % ofDocument,
    vector: toBytes(vectors[at]!).toString('hex'),
  }));
  await database.ask((db) =>
    db.execute(sql`
      WITH documents AS (
        INSERT INTO knowledge_documents (source, version, category, fingerprint, signature, bands, summary, entities, characters, run)
        SELECT ${`${name} `}::text || n, 1, 'bench', ${`${name} `}::text || n, '', '{}', '', '[]', 0, 'bench'
        FROM generate_series(0, ${Math.ceil(part.length / ofDocument) - 1}::integer) AS n
        RETURNING id, source
      )
      INSERT INTO knowledge_chunks (document, position, start, "end", text, words, embedder, vector)
      SELECT documents.id, row.position, 0, 1, row.one, to_tsvector('simple', row.one), ${embedderName(hashedEmbedder)}, decode(row.vector, 'hex')
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS row (one text, document integer, position integer, vector text)
      JOIN documents ON documents.source = ${`${name} `}::text || row.document`),
  );
}

const texts: string[] = [];
while (texts.length < passages) {
  const part = Array.from({ length: Math.min(ofDocument * 50, passages - texts.length) }, text);
  await learn(`part ${texts.length}`, part);
  texts.push(...part);
}
// As PostgreSQL does by itself within minutes.
const patient = new Client({ connectionString: stack.settings.databaseUrl! });
await patient.connect();
await patient.query('VACUUM ANALYZE knowledge_documents, knowledge_chunks');
await patient.end();

const search = (question: string) => knowledge.search({ search: question, filter: {}, first: 10 });
const memoryBefore = process.memoryUsage().arrayBuffers;
const began = performance.now();
await search(texts[0]!.slice(0, 40));
const loadMs = performance.now() - began;
const vectorBytes = process.memoryUsage().arrayBuffers - memoryBefore;

const question = () => {
  const source = random.pick(texts).split(' ');
  return Array.from({ length: random.integer(2, 5) }, () => random.pick(source)).join(' ');
};
const timed = async (work: () => Promise<unknown>) => {
  const started = performance.now();
  await work();
  return performance.now() - started;
};
const [ours, peer, processor, afterLearning]: [number[], number[], number[], number[]] = [[], [], [], []];
for (let asked = 0; asked < searches; asked++) {
  const one = question();
  const cpu = process.cpuUsage();
  ours.push(await timed(() => search(one)));
  const { user, system } = process.cpuUsage(cpu);
  processor.push((user + system) / 1000);
  peer.push(
    await timed(() =>
      database.pool.query(
        `SELECT id FROM knowledge_chunks, plainto_tsquery('simple', $1) AS query WHERE words @@ query ORDER BY ts_rank_cd(words, query) DESC LIMIT 10`,
        [one],
      ),
    ),
  );
}
for (let asked = 0; asked < searches / 10; asked++) {
  await learn(`late ${asked}`, Array.from({ length: ofDocument }, text));
  afterLearning.push(await timed(() => search(question())));
}

const packages = packageCorpus(200);
await learnPackages(database, hashedEmbedder, packages);
const plain = await qualityOf(knowledge, packages);
const misspelt = await qualityOf(
  knowledge,
  packages.map(({ name, misspelt: question }) => ({ name, question })),
);
const inShort = (quality: typeof plain) =>
  Object.fromEntries(
    Object.entries(quality).map(([order, { hitRate, mrr }]) => [
      order,
      { hitRate: rounded(hitRate, 3), mrr: rounded(mrr, 3) },
    ]),
  );

report({
  name: 'knowledge',
  unit: 'milliseconds of a search',
  ours: rounded(median(ours), 1),
  peer: rounded(median(peer), 1),
  peerName: 'full text alone, all words of it',
  ratio: rounded(median(peer) / median(ours)),
  passages,
  p95Ms: rounded(p95(ours), 1),
  peerP95Ms: rounded(p95(peer), 1),
  /** Of this process alone: on a machine that does other things this says more than the clock. */
  processorMs: rounded(median(processor), 1),
  processorP95Ms: rounded(p95(processor), 1),
  /** Of searches that come after something was learned, whose vectors have to be read first. */
  afterLearningMs: rounded(median(afterLearning), 1),
  loadMs: rounded(loadMs, 0),
  vectorMegabytes: rounded(vectorBytes / 1024 ** 2, 0),
  packages: packages.length,
  plain: inShort(plain),
  misspelt: inShort(misspelt),
});
await database.close();
