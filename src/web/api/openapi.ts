/** The document about everything that can be asked over HTTP, in OpenAPI 3.1: made of the schemas that check. */

import * as z from 'zod';

import { kindOfOption, optionsOf, schemaOf } from '../../export/option-kinds.ts';
import { EXPORT_FORMATS } from '../../export/job.ts';
import { OPTION_SECTIONS } from '../../export/option-words.ts';
import type { ReportName } from '../../report/registry.ts';
import { REPORT_NAMES } from '../../report/registry.ts';
import type { CheckedWebOptions } from '../options.ts';
import answers from './answers.json';

/** Part of a JSON schema, or of the document. */
type Json = Readonly<Record<string, unknown>>;

const { Documented: _, Answers: ANSWERS, ...SCHEMAS } = answers.definitions;

/** Makes the document. */
export function openApi({
  basePath,
  publicUrl,
}: Pick<CheckedWebOptions, 'basePath' | 'publicUrl'>): Json {
  const reports = REPORT_NAMES.map((name): [string, Json] => [
    `/api/reports/${name}`,
    { get: reportOperation(name) },
  ]);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Bot analytics',
      version: '1',
      description:
        'Exact numbers about a bot: any range, filter and time zone. An option that takes a list takes it as `channel=a&channel=b` or `channel=a,b`. What the numbers mean is told with each report.',
    },
    servers: [{ url: `${publicUrl?.origin ?? ''}${basePath}` || '/' }],
    security: [{ token: [] }],
    paths: { ...Object.fromEntries(reports), ...OTHER_PATHS },
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: inPlace(SCHEMAS) as Json,
      responses: { Problem: PROBLEM },
    },
  };
}

/** References as they are here. */
function inPlace(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inPlace);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, part]): [string, unknown] => [
    key,
    key === '$ref' && typeof part === 'string'
      ? part.replace('#/definitions/', '#/components/schemas/')
      : inPlace(part),
  ]);
  return Object.fromEntries(entries);
}

const PROBLEM: Json = {
  description: 'It went wrong: the fields say what, and what would be right.',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

/** What every question may be answered with in place of what was asked for. */
const REFUSED: Json = Object.fromEntries(
  [400, 401, 403, 421, 429, 500, 503].map((status) => [
    String(status),
    { $ref: '#/components/responses/Problem' },
  ]),
);

function reportOperation(name: ReportName): Json {
  const { properties }: { readonly properties: Json } = ANSWERS;
  const { description = '', ...schema } = inPlace(properties[name]) as Json;
  return {
    operationId: name,
    summary: String(description),
    tags: ['Reports'],
    parameters: parametersOf(name),
    responses: { 200: ok('application/json', schema), ...REFUSED },
  };
}

function ok(type: string, schema: Json, description = 'The answer.'): Json {
  return { description, content: { [type]: { schema } } };
}

function parametersOf(name: ReportName): readonly Json[] {
  const { properties = {} } = z.toJSONSchema(schemaOf(name), {
    io: 'input',
    unrepresentable: 'any',
  });
  return Object.keys(optionsOf(name)).map((option) => {
    const { many } = kindOfOption(name, option);
    const schema = parameterSchema(properties[option] as Json, many);
    const description = wordsOf(option);
    return {
      name: option,
      in: 'query',
      ...(description !== undefined && { description }),
      schema,
      ...(many && { style: 'form', explode: true }),
    };
  });
}

/** Of a choice between one and many, the many; of one between a text and a date, the text. */
function parameterSchema(schema: Json, many: boolean): Json {
  const choices = schema['anyOf'];
  if (!Array.isArray(choices)) return schema;
  const type = many ? 'array' : 'string';
  return (choices as readonly Json[]).find((each) => each['type'] === type) ?? {};
}

/** What the help of the command line says of an option. */
function wordsOf(option: string): string | undefined {
  const help = OPTION_SECTIONS.map(({ options }) => options[option]?.help).find(Boolean);
  return help?.replace(/--no-([a-z-]+)/g, '`$1=false`').replace(/--([a-z-]+)/g, '`$1`');
}

const OTHER_PATHS: Json = {
  '/api/audience': {
    get: {
      operationId: 'getAudience',
      summary: 'The same as the report `audience`.',
      tags: ['Audience'],
      parameters: parametersOf('audience'),
      responses: {
        200: ok('application/json', {
          anyOf: [
            { $ref: '#/components/schemas/AudienceReport' },
            { $ref: '#/components/schemas/AudiencePage' },
          ],
        }),
        ...REFUSED,
      },
    },
    post: {
      operationId: 'setAudience',
      summary:
        'Keeps tags, role, traits and subscription of users. Needs the scope audience:write.',
      tags: ['Audience'],
      requestBody: {
        required: true,
        content: {
          'application/json': { schema: { $ref: '#/components/schemas/AudienceChange' } },
        },
      },
      responses: {
        200: ok('application/json', { $ref: '#/components/schemas/AudienceChanged' }),
        413: { $ref: '#/components/responses/Problem' },
        ...REFUSED,
      },
    },
  },
  '/api/export': {
    get: {
      operationId: 'export',
      summary: 'Reports as a file; any options of the reports go with them.',
      tags: ['Reports'],
      parameters: [
        {
          name: 'format',
          in: 'query',
          required: true,
          schema: { type: 'string', enum: EXPORT_FORMATS },
        },
        {
          name: 'reports',
          in: 'query',
          description: 'Names of reports; all, if there is none. csv is of one.',
          schema: { type: 'array', items: { type: 'string', enum: REPORT_NAMES } },
        },
        {
          name: 'options',
          in: 'query',
          description: 'Options of the reports, by their names.',
          schema: { type: 'object', additionalProperties: { type: 'string' } },
          style: 'form',
          explode: true,
        },
      ],
      responses: {
        200: {
          description: 'The file.',
          content: {
            'application/json': { schema: {} },
            'text/csv': { schema: { type: 'string' } },
            'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': {
              schema: { type: 'string', contentEncoding: 'binary' },
            },
          },
        },
        422: { $ref: '#/components/responses/Problem' },
        ...REFUSED,
      },
    },
  },
  '/api/health': {
    get: {
      operationId: 'health',
      summary: 'The books: what became of every fact and of every event.',
      tags: ['Operation'],
      responses: {
        200: ok('application/json', { $ref: '#/components/schemas/Health' }),
        ...REFUSED,
      },
    },
  },
  '/metrics': {
    get: {
      operationId: 'metrics',
      summary: 'The books in the text format of Prometheus.',
      tags: ['Operation'],
      responses: { 200: ok('text/plain', { type: 'string' }), ...REFUSED },
    },
  },
  '/api/openapi.json': {
    get: {
      operationId: 'openapi',
      summary: 'This document.',
      tags: ['Operation'],
      responses: { 200: ok('application/json', { type: 'object' }), ...REFUSED },
    },
  },
};
