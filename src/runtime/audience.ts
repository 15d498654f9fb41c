/** `analytics.audience`: what the bot's code, or its team, says about its users. */

import * as z from 'zod';

import { canonicalId } from '../capture/canonical.ts';
import { invalid } from '../model/option-issues.ts';
import { UNKNOWN } from '../model/segment.ts';
import { PROFILE_LIMITS } from '../record/audience.ts';
import type { AudiencePerson, AudienceProfile, KnownPerson } from '../record/audience.ts';
import { issuesOf } from './argument-issues.ts';
import { isPlain, readable } from './readable.ts';

/** A user as the activities name them. */
export interface AudienceKey {
  /** `channelId` of the activities; what stands behind a `:` makes no difference. */
  readonly channelId: string;
  /** `from.id` of the activities of the user. */
  readonly userId: string;
}

/** A user as the report `audience` names them. */
export interface AudienceMember {
  /** The pseudonym of a row: its `user`. */
  readonly user: string;
}

/** What is known of users besides what they do. */
export interface Audience {
  /**
   * Keeps tags, role, traits and subscription of a user, for the report `audience`. They are never
   * forwarded. Tags replace those before, traits are merged by name; `null` takes a role or a trait
   * away; what is absent stays.
   *
   * A user is named as the activities do, or as the report `audience` does: `{ user: '5f0c…' }`. One who
   * was never seen is added to the audience, but not by a pseudonym that nobody has. Users whom `identify` has made one share one
   * profile. Resolves when it is in the store, after all turns that came before; waits up to 10 s
   * for a store that is locked.
   * @throws AnalyticsError `INVALID_OPTIONS` (`details.issues` lists every wrong field),
   *   `STORE_UNAVAILABLE`, `CLOSED`
   */
  set(user: AudienceKey | AudienceMember, profile: AudienceProfile): Promise<void>;
}

/** Makes the methods out of a way to keep what has been checked. */
export function audience(
  keep: (person: AudiencePerson | KnownPerson, profile: AudienceProfile) => Promise<void>,
): Audience {
  return {
    set: async (user, profile) => {
      const { person, checked } = check(user, profile);
      await keep(person, checked);
    },
  };
}

// ---- checks ------------------------------------------------------------------------------------

const LIMITS = PROFILE_LIMITS;

/** A text without the white space around it. */
const word = (maxLength: number, problem: string) =>
  z
    .custom<string>((value) => typeof value === 'string' && fits(value.trim(), maxLength), problem)
    .transform((value) => value.trim());

function fits(text: string, maxLength: number): boolean {
  return text !== '' && text.length <= maxLength;
}

const id = (isId: (text: string) => boolean, example: string) =>
  z.custom<string>(
    (value) => typeof value === 'string' && isId(value),
    `must be a text that is not blank, such as ${example}`,
  );

const userSchema = z.strictObject(
  {
    channelId: id((text) => isNamed(baseOf(text)), "'msteams'"),
    userId: id(isNamed, "activity.from.id: '29:1a2b'"),
  },
  expectsObject("{ channelId: 'msteams', userId: '29:1a2b' }"),
);

const memberSchema = z.strictObject({
  user: id(isNamed, "the user of a row of the report audience: '5f0c…'"),
});

const TAG_PROBLEM = `must be a text of 1 to ${LIMITS.tagLength} characters`;
const ROLE_PROBLEM = `must be a text of 1 to ${LIMITS.roleLength} characters, or null to take it away`;
const TRAIT_NAME_PROBLEM = `must have a name of 1 to ${LIMITS.traitNameLength} characters`;
const TRAIT_PROBLEM = `must be a text of at most ${LIMITS.traitTextLength} characters, a number, true or false, or null to take it away`;

const profileSchema = z.strictObject(
  {
    tags: z
      .array(word(LIMITS.tagLength, TAG_PROBLEM), 'must be a list of texts')
      .max(LIMITS.tags, `must be at most ${LIMITS.tags} texts`)
      .optional(),
    role: word(LIMITS.roleLength, ROLE_PROBLEM).nullable().optional(),
    traits: z
      .custom<NonNullable<AudienceProfile['traits']>>(
        isPlain,
        "must be a plain object: { plan: 'pro' }",
      )
      .superRefine((traits, context) => {
        for (const { path, message } of traitProblems(Object.entries(traits))) {
          context.addIssue({ code: 'custom', path, message });
        }
      })
      .transform((traits) => Object.fromEntries(Object.entries(traits)))
      .optional(),
    subscriber: z.boolean('must be true or false').optional(),
  },
  expectsObject("{ tags: ['beta'], role: 'admin', traits: { plan: 'pro' }, subscriber: true }"),
) satisfies z.ZodType<AudienceProfile, AudienceProfile>;

function traitProblems(
  traits: readonly (readonly [string, unknown])[],
): readonly { readonly path: string[]; readonly message: string }[] {
  if (traits.length > LIMITS.traits) {
    return [{ path: [], message: `must be at most ${LIMITS.traits} traits` }];
  }
  return traits.flatMap(([name, value]) => [
    ...(isName(name) ? [] : [{ path: [name], message: TRAIT_NAME_PROBLEM }]),
    ...(isTrait(value) ? [] : [{ path: [name], message: TRAIT_PROBLEM }]),
  ]);
}

function isName(name: string): boolean {
  return name.trim() !== '' && name.length <= LIMITS.traitNameLength;
}

function isTrait(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= LIMITS.traitTextLength;
  return value === null || typeof value === 'boolean' || Number.isFinite(value);
}

/** Something is left of an id when it is stored. */
function isNamed(text: string): boolean {
  return text.replaceAll('\0', '').trim() !== '';
}

/** The channel without what stands behind a `:`. */
function baseOf(channelId: string): string {
  return channelId.split(':', 1)[0] ?? '';
}

/** What to say of an object that is none; its unknown fields are named one by one. */
function expectsObject(example: string) {
  return {
    error: ({ code }: { readonly code?: string | undefined }) =>
      code === 'invalid_type' ? `must be a plain object: ${example}` : undefined,
  };
}

/** @throws AnalyticsError `INVALID_OPTIONS` */
function check(
  user: unknown,
  profile: unknown,
): { readonly person: AudiencePerson | KnownPerson; readonly checked: AudienceProfile } {
  const [key, said] = [readable('user', user), readable('profile', profile)];
  const unreadable = [...key.unreadable, ...said.unreadable];
  const schema = isMember(key.fields) ? memberSchema : userSchema;
  const [who, what] = [schema.safeParse(key.fields), profileSchema.safeParse(said.fields)];
  if (who.success && what.success && unreadable.length === 0) {
    return { person: personOf(who.data), checked: what.data };
  }
  const wrong = [
    ...issuesOf(who.error, { argument: 'user', value: key.fields ?? user, fields: schema }),
    ...issuesOf(what.error, {
      argument: 'profile',
      value: said.fields ?? profile,
      fields: profileSchema,
    }),
  ];
  throw invalid([
    ...unreadable.map((path) => ({ path, problem: 'cannot be read: its getter throws' })),
    ...wrong.filter(({ path }) => !unreadable.includes(path)),
  ]);
}

/**
 * Checks a user that somebody else names.
 * @throws AnalyticsError `INVALID_OPTIONS`
 */
export function checkedPerson(user: unknown): AudiencePerson {
  const { person } = check(user, {});
  if (!('key' in person)) return person;
  const problem = 'is the name of a row: users are erased by channelId and userId';
  throw invalid([{ path: 'user', problem }]);
}

function isMember(fields: unknown): boolean {
  return typeof fields === 'object' && fields !== null && 'user' in fields;
}

function personOf(named: AudienceKey | AudienceMember): AudiencePerson | KnownPerson {
  if ('user' in named) return { key: named.user };
  const { channelId, userId } = named;
  const channel = canonicalId(baseOf(channelId)) ?? UNKNOWN;
  return { channel, userId: canonicalId(userId) ?? UNKNOWN, test: channel === 'emulator' };
}
