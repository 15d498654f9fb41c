/** LUIS, QnA Maker and custom question answering as local HTTP services with a handful of patterns each. */

import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pick } from './log.ts';

/** Intents by the pattern that tells them; a score of its own makes a match a weak one. */
export type Model = readonly (readonly [intent: string, pattern: RegExp, score?: number])[];

/** What a knowledge base knows; scores are 0..1. */
export type KnowledgeBase = readonly {
  readonly pattern: RegExp;
  readonly question: string;
  readonly answer: string;
  readonly score?: number;
  /** Titles of follow-up questions. */
  readonly prompts?: readonly string[];
}[];

export interface Services {
  readonly url: string;
  addModel(applicationId: string, model: Model): void;
  addKnowledgeBase(id: string, base: KnowledgeBase): void;
  close(): void;
}

/** Scores of all intents for a text: the first pattern that matches leads, else `None`. */
export function predict(model: Model, text: string): Record<string, { score: number }> {
  const hit = model.find(([, pattern]) => pattern.test(text));
  const noise = (intent: string) => (pick(`${intent} ${text}`, 700) + 20) / 10_000;
  const high = (78 + pick(text, 21)) / 100;
  const names = [...new Set(model.map(([intent]) => intent)), 'None'];
  const scores = names.map((intent) => {
    const leads = hit ? intent === hit[0] : intent === 'None';
    return [intent, { score: leads ? (hit?.[2] ?? high) : noise(intent) }] as const;
  });
  return Object.fromEntries(scores.toSorted(([, a], [, b]) => b.score - a.score));
}

function answersOf(base: KnowledgeBase, question: string) {
  const entries = base.map((entry, index) => ({ ...entry, id: index + 1 }));
  const hits = entries.filter(({ pattern }) => pattern.test(question)).slice(0, 3);
  return hits.map(({ id, answer, question: asked, prompts = [], score }, rank) => ({
    id,
    answer,
    questions: [asked],
    source: 'Editorial',
    score: (score ?? (74 + pick(question, 26)) / 100) / (rank + 1),
    prompts: prompts.map((displayText, displayOrder) => ({
      displayOrder,
      qnaId: id * 10 + displayOrder,
      displayText,
    })),
  }));
}

function generateAnswer(base: KnowledgeBase, question: string): object {
  const answers = answersOf(base, question).map(({ score, prompts, ...rest }) => ({
    ...rest,
    score: score * 100,
    metadata: [],
    context: { isContextOnly: false, prompts },
  }));
  const miss = {
    questions: [],
    answer: 'No good match found in KB.',
    score: 0,
    id: -1,
    source: null,
    metadata: [],
  };
  return { answers: answers.length > 0 ? answers : [miss], activeLearningEnabled: true };
}

function queryKnowledgeBase(base: KnowledgeBase, question: string): object {
  const answers = answersOf(base, question).map(({ score, prompts, ...rest }) => ({
    ...rest,
    confidenceScore: score,
    metadata: {},
    dialog: { isContextOnly: false, prompts },
  }));
  const miss = {
    questions: [],
    answer: 'No answer found',
    confidenceScore: 0,
    id: -1,
    metadata: {},
  };
  return { answers: answers.length > 0 ? answers : [miss] };
}

async function bodyOf(request: IncomingMessage): Promise<{ query?: string; question?: string }> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString()) as { query?: string; question?: string };
}

export async function startServices(): Promise<Services> {
  const models = new Map<string, Model>();
  const bases = new Map<string, KnowledgeBase>();
  const answer = async (request: IncomingMessage): Promise<object> => {
    const { query = '', question = '' } = await bodyOf(request);
    const path = request.url ?? '';
    const app = /\/apps\/([^/]+)\//.exec(path)?.[1];
    if (app !== undefined) {
      const intents = predict(models.get(app) ?? [], query);
      return { query, prediction: { topIntent: Object.keys(intents)[0], intents, entities: {} } };
    }
    const kb = /knowledgebases\/([^/]+)\/generateanswer/.exec(path)?.[1];
    if (kb !== undefined) return generateAnswer(bases.get(kb) ?? [], question);
    return queryKnowledgeBase(
      bases.get(/projectName=([^&]+)/.exec(path)?.[1] ?? '') ?? [],
      question,
    );
  };
  const server = createServer((request, response) => {
    answer(request).then(
      (body) => response.setHeader('content-type', 'application/json').end(JSON.stringify(body)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((listening) => void server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    addModel: (id, model) => void models.set(id, model),
    addKnowledgeBase: (id, base) => void bases.set(id, base),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
