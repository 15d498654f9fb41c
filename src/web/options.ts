/** `web(analytics, { … })`: what its options are, and what is wrong with them. */

import * as z from 'zod';

import { invalid } from '../model/option-issues.ts';
import { expectsObject } from '../model/schema-parts.ts';
import { issuesOf } from '../runtime/argument-issues.ts';
import type { Auth } from './auth/visitor.ts';

export interface WebOptions {
  /**
   * Where the pages are, as browsers see it: `'/analytics'`.
   * @defaultValue `''`: at the root
   */
  readonly basePath?: string | undefined;
  /** Who may look: `bearer()`, or a function of your own for single sign-on. */
  readonly auth: Auth;
  /** Address of the bot as browsers know it, without a path: `'https://bot.example'`. */
  readonly publicUrl?: string | undefined;
  /**
   * Further hosts under which the pages are asked for: `'bot.internal:8080'`. All other names are refused,
   * but that of `publicUrl` and those of loopback, so that no other site's name can be pointed here.
   */
  readonly hosts?: readonly string[] | undefined;
}

/** Options after checking. */
export interface CheckedWebOptions {
  /** Without a slash at its end. */
  readonly basePath: string;
  readonly auth: Auth;
  readonly publicUrl: URL | undefined;
  /** Lower case. */
  readonly hosts: readonly string[];
}

const AUTH_PROBLEM =
  "must be bearer(), or a function (request) => ({ name: 'Ann', scopes: ['reports:read'] }) that returns null for whom it does not know";

const schema = z.strictObject(
  {
    basePath: z
      .string({ error: "must be a path such as '/analytics'" })
      .regex(/^(\/[\w.~-]+)*\/?$/, "must be a path such as '/analytics'")
      .transform((path) => path.replace(/\/+$/, ''))
      .default(''),
    auth: z.custom<Auth>(isAuth, AUTH_PROBLEM),
    publicUrl: z
      .custom<string>(isOrigin, "must be an address without a path, such as 'https://bot.example'")
      .transform((text) => new URL(text))
      .optional(),
    hosts: z
      .array(
        z
          .string({ error: 'is not a text' })
          .regex(
            /^[\w.-]+(:\d{1,5})?$|^\[[\da-f:.]+\](:\d{1,5})?$/i,
            "must be a host such as 'bot.internal:8080'",
          ),
        'must be a list of hosts',
      )
      .transform((hosts) => hosts.map((host) => host.toLowerCase()))
      .default([]),
  },
  expectsObject("{ basePath: '/analytics', auth: bearer() }"),
);

function isAuth(value: unknown): boolean {
  if (typeof value === 'function') return true;
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'bearer';
}

function isOrigin(value: unknown): boolean {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  const { protocol, pathname, search, hash, username, password } = new URL(value);
  const isBare = [search, hash, username, password].every((part) => part === '');
  return /^https?:$/.test(protocol) && pathname === '/' && isBare;
}

/**
 * Checks the options of `web`.
 * @throws AnalyticsError `INVALID_OPTIONS`; `details.issues` lists every wrong field
 */
export function checkedWebOptions(given: unknown): CheckedWebOptions {
  const value = given ?? {};
  const { data, error } = schema.safeParse(value);
  if (!data) throw invalid(issuesOf(error, { argument: 'options', value, fields: schema }));
  return { ...data, publicUrl: data.publicUrl };
}
