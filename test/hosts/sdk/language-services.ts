/** LUIS v2 and v3, QnA Maker and custom question answering on this machine, as far as the SDK's clients go. */

import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll } from 'vitest';

/** Intents by text; all else is `None`. */
const INTENTS: Readonly<Record<string, number>> = { 'book a flight': 0.93, 'perhaps fly': 0.31 };
/** Scores of answers by question, 0..1. */
const ANSWERS: Readonly<Record<string, number>> = { 'opening hours': 0.86, 'maybe parking': 0.2 };

/** They run as long as the tests of the file. The text "break" is answered with an error. */
export function languageServices(): { readonly url: string } {
  const server = createServer((request, response) => {
    void read(request).then((body) => {
      const answer = answerTo(request.url ?? '', body);
      response.writeHead(answer ? 200 : 400, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer ?? { error: { code: 'BadArgument' } }));
    });
  });
  beforeAll(() => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    get url() {
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
  };
}

async function read(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString() || '""');
}

function answerTo(path: string, body: unknown): object | undefined {
  if (path.startsWith('/luis/v2.0/apps/'))
    return luisV2(String(body), path.includes('verbose=true'));
  const { query = '', question = '' } = body as { query?: string; question?: string };
  if (path.startsWith('/luis/prediction/v3.0/apps/')) {
    return query === 'break' ? undefined : luisV3(query, path.includes('show-all-intents=true'));
  }
  if (path.startsWith('/qnamaker/knowledgebases/kb/generateanswer')) return qnaMaker(question);
  if (path.startsWith('/language/:query-knowledgebases')) return questionAnswering(question);
  return undefined;
}

function scores(query: string): readonly (readonly [intent: string, score: number])[] {
  const book = INTENTS[query] ?? 0.02;
  const none = query in INTENTS ? 0.04 : 0.9;
  return [['Book', book] as const, ['None', none] as const].toSorted(([, a], [, b]) => b - a);
}

function luisV2(query: string, verbose: boolean): object {
  const intents = scores(query).map(([intent, score]) => ({ intent, score }));
  return { query, topScoringIntent: intents[0], ...(verbose && { intents }), entities: [] };
}

function luisV3(query: string, all: boolean): object {
  const intents = scores(query).map(([intent, score]) => [intent, { score }] as const);
  return {
    query,
    prediction: {
      topIntent: intents[0]?.[0],
      intents: Object.fromEntries(all ? intents : intents.slice(0, 1)),
      entities: {},
    },
  };
}

function qnaMaker(question: string): object {
  const score = ANSWERS[question];
  const hit = { id: 7, answer: 'Yes.', questions: [question], score: (score ?? 0) * 100 };
  const miss = { id: -1, answer: 'No good match found in KB.', questions: [], score: 0 };
  const rest = { source: null, metadata: [], context: { isContextOnly: false, prompts: [] } };
  return { answers: [{ ...(score === undefined ? miss : hit), ...rest }] };
}

function questionAnswering(question: string): object {
  const score = ANSWERS[question];
  const hit = { id: 7, answer: 'Yes.', questions: [question], confidenceScore: score };
  const miss = { id: -1, answer: 'No answer found', questions: [], confidenceScore: 0 };
  const rest = { metadata: {}, dialog: { isContextOnly: false, prompts: [] } };
  return { answers: [{ ...(score === undefined ? miss : hit), ...rest }] };
}
