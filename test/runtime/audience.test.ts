import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import type { AnalyticsError } from '../../src/model/errors.ts';
import type { AudiencePerson, AudienceProfile, KnownPerson } from '../../src/record/audience.ts';
import { audience } from '../../src/runtime/audience.ts';
import type { AudienceKey } from '../../src/runtime/audience.ts';

class Plan {
  readonly plan = 'pro';
}

function fail(): never {
  throw new Error('not yours');
}

function throwing(field: string): object {
  return Object.defineProperty({}, field, { enumerable: true, get: fail });
}

function unreadable(): object {
  return new Proxy({}, { ownKeys: fail });
}

const ANN = { channelId: 'webchat', userId: 'ann' };

async function set(
  user: AudienceKey,
  profile: AudienceProfile,
): Promise<
  { readonly person: AudiencePerson | KnownPerson; readonly profile: AudienceProfile } | undefined
> {
  let kept: Awaited<ReturnType<typeof set>>;
  await audience(async (person, checked) => {
    kept = { person, profile: checked };
  }).set(user, profile);
  return kept;
}

async function problemsOf(user: unknown, profile: unknown): Promise<readonly string[]> {
  const error = await set(user as AudienceKey, profile as AudienceProfile).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ code: 'INVALID_OPTIONS' });
  const { details } = error as AnalyticsError;
  const { issues } = details as { issues: readonly { path: string; problem: string }[] };
  return issues.map(({ path, problem }) => `${path}: ${problem}`);
}

test('what is right is passed on, without the white space around words', async () => {
  const traits = { plan: 'pro', seats: 5, trial: false, old: null, note: '' };

  expect(await set(ANN, { tags: [' beta '], role: ' admin ', traits, subscriber: true })).toEqual({
    person: { channel: 'webchat', userId: 'ann', test: false },
    profile: { tags: ['beta'], role: 'admin', traits, subscriber: true },
  });
  expect((await set(ANN, { role: null }))?.profile).toEqual({ role: null });
});

test.for([
  { channelId: 'msteams:copilot', person: { channel: 'msteams', test: false } },
  { channelId: 'emulator', person: { channel: 'emulator', test: true } },
])('the channel of $channelId is $person.channel', async ({ channelId, person }) => {
  expect((await set({ ...ANN, channelId }, {}))?.person).toMatchObject(person);
});

test('an id that is too long is the same as in the turns of the user', async () => {
  const { person } = (await set({ ...ANN, userId: 'x'.repeat(129) }, {}))!;

  expect(person).toMatchObject({ userId: expect.stringMatching(/^x{40}:[0-9a-f]{64}$/) as string });
});

test('the largest profile that is kept', async () => {
  const profile = {
    tags: Array.from({ length: 100 }, (_, i) => String(i).padEnd(64, 't')),
    role: 'r'.repeat(64),
    traits: Object.fromEntries(
      Array.from({ length: 100 }, (_, i) => [String(i).padEnd(64, 'n'), 'v'.repeat(256)]),
    ),
  };

  expect((await set(ANN, profile))?.profile).toEqual(profile);
});

test.for<{ profile: unknown; problem: RegExp }>([
  { profile: undefined, problem: /^profile: must be a plain object/ },
  { profile: 'beta', problem: /^profile: must be a plain object/ },
  { profile: [], problem: /^profile: must be a plain object/ },
  { profile: new Map([['role', 'admin']]), problem: /^profile: must be a plain object/ },
  { profile: { traits: new Map([['plan', 'pro']]) }, problem: /^traits: must be a plain object/ },
  { profile: { traits: new Date(0) }, problem: /^traits: must be a plain object/ },
  { profile: { traits: new Plan() }, problem: /^traits: must be a plain object/ },
  { profile: { traits: null }, problem: /^traits: must be a plain object/ },
  { profile: { tags: Array(1e9) }, problem: /^tags/ },
  { profile: { tag: 'beta' }, problem: /^tag: there is no field of this name; known are tags/ },
  { profile: { tags: 'beta' }, problem: /^tags: must be a list of texts/ },
  { profile: { tags: [''] }, problem: /^tags\[0\]: must be a text of 1 to 64/ },
  { profile: { tags: ['a', 'x'.repeat(65)] }, problem: /^tags\[1\]: must be a text of 1 to 64/ },
  { profile: { tags: Array(101).fill('t') }, problem: /^tags: must be at most 100/ },
  { profile: { role: '' }, problem: /^role: .*null to take it away/ },
  { profile: { role: 'x'.repeat(65) }, problem: /^role: must be a text of 1 to 64/ },
  { profile: { traits: ['pro'] }, problem: /^traits: must be a plain object/ },
  { profile: { traits: { plan: {} } }, problem: /^traits.plan: must be a text/ },
  { profile: { traits: { plan: NaN } }, problem: /^traits.plan: must be a text/ },
  { profile: { traits: { plan: undefined } }, problem: /^traits.plan: must be a text/ },
  { profile: { traits: { plan: 'x'.repeat(257) } }, problem: /^traits.plan: .*at most 256/ },
  { profile: { traits: { [' ']: 1 } }, problem: /^traits. : must have a name/ },
  {
    profile: { traits: Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`t${i}`, i])) },
    problem: /^traits: must be at most 100/,
  },
  { profile: { subscriber: 'yes' }, problem: /^subscriber: must be true or false/ },
])('$profile is refused: $problem', async ({ profile, problem }) => {
  const problems = await problemsOf(ANN, profile);

  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(problem);
});

test.for<{ what: string; user?: unknown; profile?: unknown; problems: readonly string[] }>([
  { what: 'a user', user: throwing('userId'), problems: ['channelId', 'userId'] },
  { what: 'a profile', profile: throwing('role'), problems: ['role'] },
  { what: 'traits', profile: { traits: throwing('plan') }, problems: ['traits.plan'] },
  { what: 'all of a profile', profile: unreadable(), problems: ['profile'] },
  { what: 'all of the traits', profile: { traits: unreadable() }, problems: ['traits'] },
  {
    what: 'a list',
    profile: { tags: Object.defineProperty([], 0, { get: fail }), role: 5 },
    problems: ['tags[0]', 'role'],
  },
])('of $what, a field that throws is told by name', async ({ user, profile, problems }) => {
  const told = await problemsOf(user ?? ANN, profile ?? {});

  expect(told).toHaveLength(problems.length);
  expect(new Set(told.map((problem) => problem.split(':')[0]))).toEqual(new Set(problems));
  expect(told.join()).toContain('cannot be read');
});

test('a field is read once: what it says the next time is not kept', async () => {
  let reads = 0;
  const profile = Object.defineProperty({}, 'role', {
    enumerable: true,
    get: () => (reads++ === 0 ? 'admin' : {}),
  });

  expect((await set(ANN, profile))?.profile).toEqual({ role: 'admin' });
});

test('an object of another realm, or without a prototype, is as good as any', async () => {
  const traits: Record<string, string> = Object.assign(Object.create(null), { plan: 'pro' });
  const profile = runInNewContext("({ role: 'admin' })") as AudienceProfile;

  expect((await set(ANN, { traits }))?.profile).toEqual({ traits: { plan: 'pro' } });
  expect((await set(ANN, profile))?.profile).toEqual({ role: 'admin' });
});

test.for<{ field: 'channelId' | 'userId'; id: string }>([
  { field: 'channelId', id: '' },
  { field: 'channelId', id: ' ' },
  { field: 'channelId', id: ':x' },
  { field: 'channelId', id: ' :x' },
  { field: 'channelId', id: '\0' },
  { field: 'userId', id: '' },
  { field: 'userId', id: '\t\n' },
  { field: 'userId', id: '\0' },
  { field: 'userId', id: ' '.repeat(200) },
])('a $field of which nothing is left is refused', async ({ field, id }) => {
  const error = await set({ ...ANN, [field]: id }, {}).catch((thrown: unknown) => thrown);

  expect(error).toMatchObject({
    code: 'INVALID_OPTIONS',
    details: {
      issues: [
        {
          path: field,
          value: id,
          problem: expect.stringContaining('not blank, such as') as string,
        },
      ],
    },
  });
});

test('all that is wrong is told at once', async () => {
  const problems = await problemsOf({ channelId: '', userid: 'ann' }, { role: 5, subscriber: 1 });

  expect(problems.map((problem) => problem.split(':')[0])).toEqual([
    'channelId',
    'userId',
    'userid',
    'role',
    'subscriber',
  ]);
});
