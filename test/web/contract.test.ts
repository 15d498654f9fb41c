import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect, test } from 'vitest';

import { REPORT_NAMES } from '../../src/report/registry.ts';
import type { ReportName } from '../../src/report/registry.ts';
import { optionsOf } from '../../src/export/option-kinds.ts';
import { openSite } from './open-site.ts';
import type { OpenedSite } from './open-site.ts';

type Json = Readonly<Record<string, unknown>>;

interface Operation {
  readonly summary: string;
  readonly parameters: readonly { readonly name: string; readonly schema: Json }[];
  readonly responses: Readonly<
    Record<string, { readonly content: Readonly<Record<string, unknown>> }>
  >;
}

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Json };
}

async function documentOf({ get }: OpenedSite): Promise<Document> {
  return (await (await get('/api/openapi.json')).json()) as Document;
}

/** Tells what is wrong with an answer, by the document's own schema. */
function judgeOf(document: Document): (schema: unknown, value: unknown) => unknown {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats(ajv);
  ajv.addSchema(document, 'document');
  const compiled = new Map<string, ReturnType<typeof ajv.compile>>();
  return (schema, value) => {
    const own = JSON.stringify(schema).replaceAll('"#/', '"document#/');
    const validate = compiled.get(own) ?? ajv.compile(JSON.parse(own) as Json);
    compiled.set(own, validate);
    return validate(value) ? [] : validate.errors;
  };
}

/** Ways to ask a report that change the shape of what it answers. */
function waysToAsk(name: ReportName): readonly string[] {
  const ways: Readonly<Record<string, string>> = {
    group: 'group=channel',
    compare: 'compare=previous',
    value: 'value=orders',
    chats: 'chats=more_positive&limit=1',
    ...(name !== 'feedback' && { limit: 'limit=1' }), // there it is for `chats`
    search: 'search=p',
    includeTest: 'includeTest=true',
    offset: 'offset=60',
  };
  const taken = Object.entries(ways).filter(([option]) => Object.hasOwn(optionsOf(name), option));
  return [
    '',
    ...taken.map(([, way]) => way),
    ...(name === 'topics' ? ['value=orders&group=bot'] : []),
  ];
}

test('every report answers as the document says, whichever way it is asked', async () => {
  const site = await openSite();
  const document = await documentOf(site);
  const judge = judgeOf(document);
  const token = await site.token(['reports:read']);

  for (const name of REPORT_NAMES) {
    const schema = document.paths[`/api/reports/${name}`]!['get']!.responses['200']!.content[
      'application/json'
    ] as { readonly schema: unknown };
    for (const way of waysToAsk(name)) {
      const path = `/api/reports/${name}?${way}`;
      const answer = await site.fetch(path, { headers: { authorization: `Bearer ${token}` } });
      const body: unknown = await answer.json();
      expect({ path, status: answer.status, wrong: judge(schema.schema, body) }).toEqual({
        path,
        status: 200,
        wrong: [],
      });
    }
  }
});

test('a field that no report has is found by the document', async () => {
  const site = await openSite();
  const document = await documentOf(site);
  const judge = judgeOf(document);
  const users = (await (await site.get('/api/reports/users')).json()) as Json;
  const schema = { $ref: '#/components/schemas/UsersReport' };

  expect(judge(schema, users)).toEqual([]);
  expect(judge(schema, { ...users, more: 1 })).not.toEqual([]);
  expect(judge(schema, { ...users, summary: {} })).not.toEqual([]);
});

test('what is wrong with a request is answered as the document says', async () => {
  const site = await openSite();
  const document = await documentOf(site);
  const judge = judgeOf(document);
  const schema = { $ref: '#/components/schemas/Problem' };
  const wrong = [
    await site.fetch('/api/reports/users'),
    await site.get('/api/reports/users', 'takeover'),
    await site.get('/api/reports/usrs'),
    await site.get('/api/reports/users?dimension=dai'),
    await site.get('/api/export?format=doc'),
    await site.get('/nowhere'),
  ];

  for (const answer of wrong) {
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(judge(schema, await answer.json())).toEqual([]);
  }
  expect(wrong.map(({ status }) => status)).toEqual([401, 403, 404, 400, 400, 404]);
});

test('the books and the changes of the audience are as the document says', async () => {
  const site = await openSite();
  const judge = judgeOf(await documentOf(site));
  const health: unknown = await (await site.get('/api/health')).json();
  const changed = await site.fetch('/api/audience', {
    method: 'POST',
    headers: { authorization: `Bearer ${await site.token(['audience:write'])}` },
    body: JSON.stringify({
      users: [{ channelId: 'webchat', userId: 'user-1' }],
      profile: { tags: ['beta'], subscriber: true },
    }),
  });

  expect(judge({ $ref: '#/components/schemas/Health' }, health)).toEqual([]);
  expect(changed.status).toBe(200);
  expect(judge({ $ref: '#/components/schemas/AudienceChanged' }, await changed.json())).toEqual([]);
});

test('the document tells every option of every report in words', async () => {
  const { paths, openapi } = await documentOf(await openSite());

  expect(openapi).toBe('3.1.0');
  for (const name of REPORT_NAMES) {
    const { parameters, summary } = paths[`/api/reports/${name}`]!['get']!;
    expect(summary, name).not.toBe('');
    expect(parameters.map((each) => each.name)).toEqual(Object.keys(optionsOf(name)));
    for (const parameter of parameters) {
      expect(parameter, name).toMatchObject({ description: expect.any(String) as string });
    }
  }
});
